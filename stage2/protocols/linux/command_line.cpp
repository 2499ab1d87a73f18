// SPDX-License-Identifier: BSD-2-Clause
// Writes a Linux kernel's command line, and reads vga= and mem=.
#include "stage2/protocols/linux/command_line.hpp"

#include "stage2/entries/words.hpp"

#include <algorithm>
#include <optional>

namespace linux_boot {

namespace {

using errors::Code;

// Counts all characters, and writes those that fit.
class Writer {
public:
    explicit Writer(std::span<char> room) : room_{room} {}

    Writer& operator<<(std::string_view words)
    {
        for (auto const character : words) {
            if (size_ < room_.size())
                room_[size_] = character;
            ++size_;
        }
        return *this;
    }

    std::size_t size() const { return size_; }

private:
    std::span<char> room_;
    std::size_t size_ = 0;
};

// Goes through the words of a line. A blank within quotes does not end a word. Linux, lib/cmdline.c.
class Words {
public:
    explicit Words(std::string_view line) : rest_{line} {}

    std::optional<std::string_view> next()
    {
        while (!rest_.empty() && words::is_blank(rest_.front()))
            rest_.remove_prefix(1);
        if (rest_.empty())
            return std::nullopt;
        bool quoted = false;
        auto const* end = rest_.begin();
        for (; end != rest_.end() && (quoted || !words::is_blank(*end)); ++end)
            quoted ^= *end == '"';
        std::string_view const word{rest_.begin(), end};
        rest_ = {end, rest_.end()};
        return word;
    }

private:
    std::string_view rest_;
};

// The text behind `key` if the word begins with it.
std::optional<std::string_view> value_of(std::string_view word, std::string_view key)
{
    if (!word.starts_with(key))
        return std::nullopt;
    word.remove_prefix(key.size());
    return word;
}

// The digit's value; 16 if it is none in any base up to 16.
std::uint32_t digit_of(char character)
{
    return words::hexadecimal_digit(character).value_or(16);
}

// Takes a number as C writes it (decimal, 0x for hexadecimal, 0 for octal) from the front of `text`. nullopt if there is
// none, or if it does not fit in 64 bits.
std::optional<std::uint64_t> take_number(std::string_view& text)
{
    std::uint32_t base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        base = 16;
        text.remove_prefix(2);
    } else if (text.starts_with('0')) {
        base = 8;
    }
    if (text.empty() || digit_of(text.front()) >= base)
        return std::nullopt;
    std::uint64_t number = 0;
    for (; !text.empty(); text.remove_prefix(1)) {
        auto const digit = digit_of(text.front());
        if (digit >= base)
            break;
        if (number >> 59 != 0)
            return std::nullopt;
        number = number * base + digit;
    }
    return number;
}

// A number with K, M, G, T, P or E behind it. Linux, memparse().
std::optional<std::uint64_t> size_from(std::string_view text)
{
    constexpr std::string_view units = "kmgtpe";
    auto const number = take_number(text);
    if (!number || text.size() > 1)
        return std::nullopt;
    if (text.empty())
        return number;
    auto const unit = units.find(static_cast<char>(text.front() | 0x20));
    if (unit == units.npos)
        return std::nullopt;
    auto const shift = 10 * (static_cast<unsigned>(unit) + 1);
    if (*number >> (64 - shift) != 0)
        return std::nullopt;
    return *number << shift;
}

std::optional<std::uint16_t> mode_from(std::string_view text)
{
    struct Name {
        std::string_view name;
        std::uint16_t mode;
    };
    // The first three are the protocol's, the last is Syslinux's.
    static constexpr Name names[] = {{"normal", 0xFFFF}, {"ext", 0xFFFE}, {"ask", 0xFFFD}, {"current", 0x0F04}};
    for (auto const& [name, mode] : names)
        if (text == name)
            return mode;
    auto const number = take_number(text);
    if (!number || !text.empty() || *number > 0xFFFF)
        return std::nullopt;
    return static_cast<std::uint16_t>(*number);
}

} // namespace

Result<std::string_view> write_command_line(std::span<char> room, boot_entry::Setting const& kernel,
                                            std::span<boot_entry::Setting const> settings, std::uint32_t most,
                                            std::string_view counted_entry)
{
    Writer line{room.first(room.size() - 1)};
    line << "BOOT_IMAGE=" << (kernel.value.starts_with('/') ? "" : "/") << kernel.value;
    if (!counted_entry.empty()) {
        std::string_view const quote = std::ranges::any_of(counted_entry, words::is_blank) ? "\"" : "";
        line << " farjump.entry=" << quote << counted_entry << quote;
    }
    bool only_unexpanded = false;
    bool any = false;
    for (auto const& setting : settings) {
        if (!setting.has(boot_entry::options))
            continue;
        line << " " << setting.value;
        only_unexpanded = (!any || only_unexpanded) && setting.value == "$kernelopts";
        any = true;
    }
    if (only_unexpanded)
        return fail(Code::linux_options_unexpanded, {}, kernel.value);
    if (auto const limit = std::min<std::size_t>(most, room.size() - 1); line.size() > limit)
        return fail(Code::linux_command_line_long, {line.size(), limit}, kernel.value);
    room[line.size()] = '\0';
    return std::string_view{room.data(), line.size()};
}

std::uint16_t video_mode(std::string_view line)
{
    std::uint16_t mode = 0xFFFF;
    Words words{line};
    while (auto const word = words.next())
        if (auto const value = value_of(*word, "vga="))
            mode = mode_from(*value).value_or(0xFFFF);
    return mode;
}

std::uint64_t memory_end(std::string_view line)
{
    auto end = ~std::uint64_t{0};
    Words words{line};
    while (auto const word = words.next())
        if (auto const value = value_of(*word, "mem="))
            end = std::min(end, size_from(*value).value_or(~std::uint64_t{0}));
    return end;
}

} // namespace linux_boot
