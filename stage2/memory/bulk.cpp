// Copying and clearing in bulk: the string instructions. Intel SDM Vol. 2, "MOVS", "STOS".
#include "stage2/memory/bulk.hpp"

namespace bulk {

void copy(MutableBytes destination, Bytes source)
{
    auto* to = destination.data();
    auto const* from = source.first(destination.size()).data();
    auto dwords = destination.size() / 4;
    auto bytes = destination.size() % 4;
    asm volatile("rep movsl" : "+D"(to), "+S"(from), "+c"(dwords) : : "memory");
    asm volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(bytes) : : "memory");
}

void clear(MutableBytes destination)
{
    auto* to = destination.data();
    auto dwords = destination.size() / 4;
    auto bytes = destination.size() % 4;
    asm volatile("rep stosl" : "+D"(to), "+c"(dwords) : "a"(0) : "memory");
    asm volatile("rep stosb" : "+D"(to), "+c"(bytes) : "a"(0) : "memory");
}

} // namespace bulk
