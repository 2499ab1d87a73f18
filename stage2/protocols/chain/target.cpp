// SPDX-License-Identifier: BSD-2-Clause
// Parses the value of the key `chain`.
#include "stage2/protocols/chain/target.hpp"

#include "stage2/entries/decimal.hpp"
#include "stage2/entries/words.hpp"

#include <optional>

namespace chain {

namespace {

constexpr std::uint16_t most_partitions = 999; // more than any table has

// Removes `word` and the blanks before it from the end of `text`. False if the text does not end in a blank and `word`.
bool take_last(std::string_view& text, std::string_view word)
{
    if (!text.ends_with(word) || text.size() == word.size() || !words::is_blank(text[text.size() - word.size() - 1]))
        return false;
    text.remove_suffix(word.size());
    text = words::trimmed(text);
    return true;
}

std::optional<std::uint16_t> partition_from(std::string_view text)
{
    auto const number = decimal::take(text, most_partitions);
    if (!number || *number == 0 || !text.empty())
        return std::nullopt;
    return static_cast<std::uint16_t>(*number);
}

// One or two hexadecimal digits, with 0x in front or h behind them, or with neither.
std::optional<std::uint16_t> drive_from(std::string_view text)
{
    if (text.starts_with("0x"))
        text.remove_prefix(2);
    else if (text.ends_with('h'))
        text.remove_suffix(1);
    if (text.empty() || text.size() > 2)
        return std::nullopt;
    std::uint32_t number = 0;
    for (auto const character : text) {
        auto const digit = words::hexadecimal_digit(character);
        if (!digit)
            return std::nullopt;
        number = number << 4 | *digit;
    }
    return static_cast<std::uint16_t>(number);
}

} // namespace

Result<Target> parse(std::string_view value)
{
    Target target{.kind = Target::Kind::file, .number = 0, .force = false, .bpb = false, .name = value};
    auto& name = target.name;
    for (bool found = true; found;) {
        bool const force = take_last(name, "force");
        bool const bpb = take_last(name, "bpb");
        target.force = target.force || force;
        target.bpb = target.bpb || bpb;
        found = force || bpb;
    }
    if (name.starts_with('/'))
        return target;
    auto rest = name;
    auto const kind = words::take(rest);
    bool const is_drive = kind == "drive";
    auto const number = is_drive ? drive_from(rest) : kind == "partition" ? partition_from(rest) : std::nullopt;
    if (!number)
        return fail(errors::Code::chain_value_unknown, {}, value);
    target.kind = is_drive ? Target::Kind::drive : Target::Kind::partition;
    target.number = *number;
    return target;
}

} // namespace chain
