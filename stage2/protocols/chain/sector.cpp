// SPDX-License-Identifier: BSD-2-Clause
// Looks at a boot sector.
#include "stage2/protocols/chain/sector.hpp"

#include "include/boot_sector.hpp"
#include "stage2/volumes/fat/structures.hpp"

#include <algorithm>
#include <string_view>

namespace chain {

namespace {

using namespace std::string_view_literals;

// Both kinds of stage 1 contain one of these (stage1/mbr.asm, stage1/simple.asm). The digit before the first is that of
// the message FJ-0101 or FJ-0102.
constexpr std::string_view messages[] = {" AH=\0 DL=\0 LBA=\0"sv, "FJ-0101: stage 2 cannot be read"sv};
constexpr std::string_view before_digit = "FJ-010"sv;

std::string_view code_of(Bytes sector)
{
    auto const code = sector.subspan(boot_sector::code_begin, boot_sector::code_end - boot_sector::code_begin);
    return {reinterpret_cast<char const*>(code.data()), code.size()};
}

bool has_message(std::string_view code)
{
    if (code.find(messages[1]) != code.npos)
        return true;
    auto const at = code.find(messages[0]);
    return at != code.npos && at > before_digit.size() && code.substr(0, at - 1).ends_with(before_digit);
}

} // namespace

std::uint16_t signature(Bytes sector)
{
    return overlay<Le16>(sector.subspan(boot_sector::signature).data());
}

bool has_code(Bytes sector)
{
    auto const start = sector.first(16);
    return std::ranges::any_of(start, [](std::byte byte) { return byte != std::byte{}; });
}

bool is_farjumps(Bytes sector, Bytes stage1)
{
    auto const code = code_of(sector);
    return code == code_of(stage1) || has_message(code);
}

std::array<char, 8> oem_name(Bytes sector)
{
    auto const& bytes = overlay<fat::BootSector>(sector.data()).BS_OEMName;
    std::array<char, 8> name;
    std::ranges::transform(bytes, name.begin(), [](std::uint8_t byte) {
        return byte >= ' ' && byte <= '~' ? static_cast<char>(byte) : '.';
    });
    return name;
}

} // namespace chain
