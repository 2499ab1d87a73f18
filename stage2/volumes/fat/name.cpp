// SPDX-License-Identifier: BSD-2-Clause
// The two names of a FAT file as UTF-8: 8.3 names with Windows NT's lower-case bits, long names from UTF-16.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "FAT Long Directory Entries"; Unicode, "UTF-8" (3.9).
#include "stage2/volumes/fat/name.hpp"

namespace fat {

namespace {

constexpr char32_t replacement_character = 0xFFFD;

char to_lower(char character)
{
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character + ('a' - 'A')) : character;
}

// Writes one code point, up to 4 bytes, and returns the position after it.
char* put_utf8(char* out, char32_t code_point)
{
    int const continuation_bytes = code_point < 0x80 ? 0 : code_point < 0x800 ? 1 : code_point < 0x10000 ? 2 : 3;
    constexpr std::uint8_t lead[] = {0x00, 0xC0, 0xE0, 0xF0};
    *out++ = static_cast<char>(lead[continuation_bytes] | code_point >> 6 * continuation_bytes);
    for (int i = continuation_bytes; i-- > 0;)
        *out++ = static_cast<char>(0x80 | (code_point >> 6 * i & 0x3F));
    return out;
}

// Links the parts of a long name to its short name: a system that changes only the short name breaks the link.
std::uint8_t checksum_of(DirectoryEntry const& entry)
{
    std::uint8_t sum = 0;
    for (auto const character : entry.DIR_Name)
        sum = static_cast<std::uint8_t>((sum << 7 | sum >> 1) + character);
    return sum;
}

} // namespace

bool same_name(std::string_view a, std::string_view b)
{
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (to_lower(a[i]) != to_lower(b[i]))
            return false;
    return true;
}

ShortName::ShortName(DirectoryEntry const& entry)
{
    add(entry.DIR_Name, 8, entry.DIR_NTRes & lower_case_base);
    if (entry.DIR_Name[8] == ' ')
        return;
    characters_[size_++] = '.';
    add(entry.DIR_Name + 8, 3, entry.DIR_NTRes & lower_case_extension);
}

// 05h (which stands for E5h) needs no special case: like all non-ASCII bytes it prints as U+FFFD.
void ShortName::add(std::uint8_t const* part, std::size_t size, bool lower_case)
{
    while (size > 0 && part[size - 1] == ' ')
        --size;
    for (std::size_t i = 0; i < size; ++i) {
        auto* const out = characters_.data() + size_;
        auto const character = static_cast<char>(part[i]);
        if (part[i] < ' ' || part[i] > '~')
            size_ += put_utf8(out, replacement_character) - out;
        else
            characters_[size_++] = lower_case ? to_lower(character) : character;
    }
}

void LongName::add(LongNameEntry const& entry)
{
    auto const order = static_cast<std::uint8_t>(entry.LDIR_Ord & ~LAST_LONG_ENTRY);
    bool const starts = entry.LDIR_Ord & LAST_LONG_ENTRY;
    bool const continues = !starts && order + 1 == complete_from_ && entry.LDIR_Chksum == checksum_;
    if (order == 0 || order > most_entries || entry.LDIR_Type != 0 || !(starts || continues))
        return clear();
    if (starts) {
        parts_ = order;
        checksum_ = entry.LDIR_Chksum;
    }
    complete_from_ = order;
    auto* unit = &units_[(order - 1) * units_per_entry];
    for (auto const& part : entry.LDIR_Name1)
        *unit++ = part;
    for (auto const& part : entry.LDIR_Name2)
        *unit++ = part;
    for (auto const& part : entry.LDIR_Name3)
        *unit++ = part;
}

std::string_view LongName::name_of(DirectoryEntry const& entry)
{
    if (complete_from_ != 1 || checksum_ != checksum_of(entry))
        return {};
    auto const size = size_in_units();
    return size > longest_name ? std::string_view{} : to_utf8(size);
}

// A name that does not fill its last part ends with a zero unit.
std::size_t LongName::size_in_units() const
{
    std::size_t const most = parts_ * units_per_entry;
    for (std::size_t i = 0; i < most; ++i)
        if (units_[i] == 0)
            return i;
    return most;
}

// A high surrogate and the low one after it form one code point. A single surrogate becomes U+FFFD.
std::string_view LongName::to_utf8(std::size_t units)
{
    auto* out = utf8_.data();
    for (std::size_t i = 0; i < units; ++i) {
        char32_t code_point = units_[i];
        bool const surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
        bool const pair =
            surrogate && code_point <= 0xDBFF && i + 1 < units && units_[i + 1] >= 0xDC00 && units_[i + 1] <= 0xDFFF;
        if (pair)
            code_point = 0x10000 + ((code_point - 0xD800) << 10) + (units_[++i] - 0xDC00u);
        else if (surrogate)
            code_point = replacement_character;
        out = put_utf8(out, code_point);
    }
    return {utf8_.data(), out};
}

} // namespace fat
