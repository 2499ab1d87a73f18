// What the compiler takes for granted even in freestanding code. GCC manual, "Standards": memcpy, memmove,
// memset, memcmp; and strlen, which std::string_view asks for.

#include <cstddef>

extern "C" {

void* memcpy(void* destination, void const* source, std::size_t size)
{
    void* const result = destination;
    asm volatile("rep movsb" : "+D"(destination), "+S"(source), "+c"(size) : : "memory");
    return result;
}

void* memset(void* destination, int value, std::size_t size)
{
    void* const result = destination;
    asm volatile("rep stosb" : "+D"(destination), "+c"(size) : "a"(value) : "memory");
    return result;
}

void* memmove(void* destination, void const* source, std::size_t size)
{
    auto* const to = static_cast<unsigned char*>(destination);
    auto const* const from = static_cast<unsigned char const*>(source);
    if (to <= from)
        return memcpy(destination, source, size);
    while (size-- > 0) {
        to[size] = from[size];
        asm volatile("" : : : "memory"); // or the compiler turns the loop into a call of memmove
    }
    return destination;
}

int memcmp(void const* left, void const* right, std::size_t size)
{
    auto const* a = static_cast<unsigned char const*>(left);
    auto const* b = static_cast<unsigned char const*>(right);
    for (std::size_t i = 0; i < size; ++i)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}

std::size_t strlen(char const* words)
{
    std::size_t size = 0;
    for (; words[size] != '\0'; ++size)
        asm volatile(""); // or the compiler turns the loop into a call of strlen
    return size;
}

} // extern "C"
