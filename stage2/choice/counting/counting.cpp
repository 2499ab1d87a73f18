// STUB
#include "stage2/choice/counting/counting.hpp"
namespace counting {
std::uint64_t id_hash(std::string_view)
{
    return 1;
}
Result<void> open(Boot&)
{
    return {};
}
farjump_state const* state()
{
    return nullptr;
}
bool can_remember()
{
    return false;
}
std::string_view why_not()
{
    return "there is no state file";
}
std::uint32_t tries_left(boot_counter::Name const& name)
{
    return name.left;
}
Result<void> remember(Boot&, Wishes const&)
{
    return {};
}
Result<void> start(Boot&, std::string_view, Wishes const&)
{
    return {};
}
} // namespace counting
