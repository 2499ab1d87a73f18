// SPDX-License-Identifier: BSD-2-Clause
// Changes the digits of a counter in a file name.
#include "stage2/choice/counting/digits.hpp"

#include "stage2/storage/volume.hpp"
#include "stage2/volumes/fat/place.hpp"

#include <algorithm>
#include <bit>

namespace counting {

namespace {

// The largest number with so many digits, at most ten.
std::uint32_t largest_with(std::size_t digits)
{
    std::uint32_t largest = 9;
    while (--digits > 0 && largest < 999'999'999)
        largest = largest * 10 + 9;
    return digits > 0 ? ~0u : largest;
}

// Writes `number` with `digits` digits, with zeros in front. It has at most so many.
void write_padded(char* text, std::size_t digits, std::uint32_t number)
{
    for (; digits-- > 0; number /= 10)
        text[digits] = static_cast<char>('0' + number % 10);
}

} // namespace

Digits::Digits(boot_counter::Name const& name, std::string_view file_name)
{
    constexpr std::size_t most = LbaOfDigits::most_digits / 2;
    auto const counter = boot_counter::without_suffix(file_name);
    auto const minus = counter.rfind('-');
    if (!name.is_counted() || minus == counter.npos || minus <= name.id.size())
        return;
    left_digits_ = minus - name.id.size() - 1; // behind the '+'
    done_digits_ = counter.size() - minus - 1;
    suffix_ = file_name.size() - counter.size();
    if (left_digits_ > most || done_digits_ > most) {
        left_digits_ = done_digits_ = 0;
        return;
    }
    std::ranges::copy_n(counter.begin() + name.id.size() + 1, static_cast<std::ptrdiff_t>(left_digits_),
                        before_.begin());
    std::ranges::copy_n(counter.begin() + minus + 1, static_cast<std::ptrdiff_t>(done_digits_),
                        before_.begin() + left_digits_);
    left_after_ = name.left - (name.left != 0 ? 1 : 0);
    auto const done = name.left != 0 ? std::min(name.done + 1, largest_with(done_digits_)) : name.done;
    put(counted_down_, left_after_, done);
    put(marked_good_, std::min(left_after_ + done, largest_with(left_digits_)), 0);
    bool const would_be_padded = left_digits_ > 1 && counted_down_[0] == '0' && before_[0] != '0'; // 10 becomes 9
    fit_ = !would_be_padded;
}

void Digits::put(Text& text, std::uint32_t left, std::uint32_t done) const
{
    write_padded(text.data(), left_digits_, left);
    write_padded(text.data() + left_digits_, done_digits_, done);
}

// The number of characters from this digit to the end of the file name.
std::size_t Digits::from_end(std::size_t digit) const
{
    bool const of_left = digit < left_digits_;
    return left_digits_ + done_digits_ - digit + suffix_ + (of_left ? 1 : 0); // the '-'
}

// A digit that stays in both changes is left out, so that it may be in another sector.
std::optional<LbaOfDigits> Digits::place(fat::LongNamePlace const& name, std::uint32_t sector_bytes) const
{
    LbaOfDigits found{};
    found.offsets_.fill(LbaOfDigits::elsewhere);
    bool any = false;
    for (std::size_t i = 0; i < left_digits_ + done_digits_; ++i) {
        if (before_[i] == counted_down_[i] && before_[i] == marked_good_[i])
            continue;
        auto const place = name.of(name.size() - static_cast<std::uint32_t>(from_end(i)));
        Lba const lba{place >> std::countr_zero(sector_bytes)};
        if (any && lba != found.lba)
            return std::nullopt;
        any = true;
        found.lba = lba;
        found.offsets_[i] = static_cast<std::uint16_t>(place & (sector_bytes - 1));
    }
    return any ? std::optional(found) : std::nullopt;
}

std::string_view Digits::path_with(std::string_view path, std::string_view digits) const
{
    static std::array<char, longest_file_name + 64> room;
    if (path.size() > room.size())
        return path;
    std::ranges::copy(path, room.begin());
    for (std::size_t i = 0; i < digits.size(); ++i)
        room[path.size() - from_end(i)] = digits[i];
    return {room.data(), path.size()};
}

bool LbaOfDigits::holds(Bytes sector, std::string_view digits) const
{
    for (std::size_t i = 0; i < digits.size(); ++i)
        if (offsets_[i] != elsewhere && *read_at<Le16>(sector, offsets_[i]) != static_cast<std::uint16_t>(digits[i]))
            return false;
    return true;
}

void LbaOfDigits::put(MutableBytes sector, std::string_view digits) const
{
    for (std::size_t i = 0; i < digits.size(); ++i)
        if (offsets_[i] != elsewhere)
            sector[offsets_[i]] = static_cast<std::byte>(digits[i]);
}

} // namespace counting
