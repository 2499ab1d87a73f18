// SPDX-License-Identifier: BSD-2-Clause
// Reads boot entries and loader.conf. UAPI Group, "Boot Loader Specification".
#include "stage2/entries/boot_entry.hpp"

#include "include/code_size.hpp"
#include "stage2/entries/decimal.hpp"
#include "stage2/entries/glob.hpp"
#include "stage2/entries/words.hpp"

#include <algorithm>

namespace boot_entry {
namespace {

using errors::Code;
using words::is_blank, words::trimmed;

constexpr bool is_control(char character)
{
    return (character >= 0 && character < ' ' && character != '\t') || character == 0x7F;
}

// A line `key value`, neither blank nor a comment.
struct Line : Setting {
    std::string_view whole;
    std::uint32_t number; // from 1
};

// Goes through a file line by line, skipping blank ones and comments.
class Reader {
public:
    Reader(std::string_view file, std::string_view text) : file_(file), rest_(text)
    {
        if (constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF"; rest_.starts_with(byte_order_mark))
            rest_.remove_prefix(byte_order_mark.size());
    }

    Result<std::optional<Line>> next();

    // An error at `place`, which lies in `line`.
    std::unexpected<Failure> fail_at(Code code, Line const& line, std::string_view place,
                                     std::uint64_t third = 0) const;

private:
    std::string_view take_line();

    std::string_view file_;
    std::string_view rest_;
    std::uint32_t number_ = 0;
};

std::string_view Reader::take_line()
{
    auto const end = std::find(rest_.begin(), rest_.end(), '\n');
    std::string_view line{rest_.begin(), end};
    rest_ = {end == rest_.end() ? end : end + 1, rest_.end()};
    if (line.ends_with('\r')) // written on DOS or Windows
        line.remove_suffix(1);
    ++number_;
    return line;
}

std::unexpected<Failure> Reader::fail_at(Code code, Line const& line, std::string_view place, std::uint64_t third) const
{
    // UTF-8: bytes 80h to BFh continue a character that another byte began.
    auto const column = 1 + std::count_if(line.whole.data(), place.data(), [](char c) { return (c & 0xC0) != 0x80; });
    return fail(code, {line.number, static_cast<std::uint64_t>(column), third}, file_);
}

Result<std::optional<Line>> Reader::next()
{
    while (!rest_.empty()) {
        auto const whole = take_line();
        auto const said = trimmed(whole);
        Line line{{said, {}}, whole, number_};
        if (auto const bad = std::find_if(whole.begin(), whole.end(), is_control); bad != whole.end())
            return fail_at(Code::entry_control_character, line, {bad, 1}, static_cast<std::uint8_t>(*bad));
        if (said.empty() || said.front() == '#')
            continue;
        auto const key_end = std::find_if(said.begin(), said.end(), is_blank);
        line.key = {said.begin(), key_end};
        line.value = trimmed({key_end, said.end()});
        if (line.value.empty())
            return fail_at(Code::entry_key_without_value, line, line.key);
        return line;
    }
    return std::nullopt;
}

// The keys whose values are kept unchanged.
struct TextKey {
    std::string_view key;
    std::string_view Entry::* member;
};

constexpr TextKey text_keys[] = {
    {"title", &Entry::title},       {"version", &Entry::version},           {"machine-id", &Entry::machine_id},
    {"sort-key", &Entry::sort_key}, {"architecture", &Entry::architecture}, {"protocol", &Entry::protocol},
};

// Takes a number of pixels, at most 16 bits, from the front of `text`. 0 if there is none.
std::uint16_t take_pixels(std::string_view& text)
{
    return static_cast<std::uint16_t>(decimal::take(text, 0xFFFF).value_or(0));
}

std::optional<Screen> screen_from(std::string_view text)
{
    if (text == "text")
        return Screen{.graphics = false, .width = 0, .height = 0};
    Screen screen{.graphics = true, .width = 0, .height = 0};
    if (text == "native")
        return screen;
    screen.width = take_pixels(text);
    bool const has_x = text.starts_with('x');
    text.remove_prefix(has_x ? 1 : 0);
    screen.height = take_pixels(text);
    if (!has_x || !text.empty() || screen.width == 0 || screen.height == 0)
        return std::nullopt;
    return screen;
}

constexpr std::string_view guest_keys[] = {"linux", "multiboot2", "multiboot", "chain"};
constexpr std::string_view repeated_keys[] = {options,  "module",           "initrd",    unpack_module,
                                              checksum, direct_map_execute, early_faults};

OUT_OF_LINE bool has_one_of(Line const& line, std::span<std::string_view const> keys)
{
    return std::ranges::any_of(keys, [&](auto const key) { return line.has(key); });
}

// An entry may have a line `kernel` for farjump beside one that other loaders understand, and then `kernel` counts.
Result<void> apply_kernel(Reader const& reader, Line const& line, Entry& entry)
{
    bool const ours = line.has(kernel);
    if (ours && line.value.front() != '/')
        return reader.fail_at(Code::entry_path_relative, line, line.value);
    bool const others_before = !entry.kernel.key.empty() && !entry.kernel.has(kernel);
    if (ours ? entry.kernel.has(kernel) : others_before)
        return reader.fail_at(Code::entry_key_repeated, line, line.key);
    if (ours || entry.kernel.key.empty())
        entry.kernel = line;
    return {};
}

Result<void> apply(Reader const& reader, Line const& line, Entry& entry)
{
    for (auto const& [key, member] : text_keys)
        if (line.has(key))
            entry.*member = line.value;

    if (line.has(kernel) || has_one_of(line, guest_keys))
        return apply_kernel(reader, line, entry);
    if (line.has("screen")) {
        entry.screen = screen_from(line.value);
        if (!entry.screen)
            return reader.fail_at(Code::entry_screen_unknown, line, line.value);
    }
    if (has_one_of(line, repeated_keys) && !entry.settings.add(line))
        return reader.fail_at(Code::entry_too_many_values, line, line.key, max_settings);
    return {};
}

} // namespace

bool Settings::add(Setting const& setting)
{
    if (count_ == max_settings)
        return false;
    settings_[count_++] = setting;
    return true;
}

bool Entry::fits_this_machine() const
{
    // The names are UEFI's; a PC that can boot by BIOS is x64 here.
    return architecture.empty() || glob::matches("x64", architecture);
}

Result<Entry> parse(std::string_view file, std::string_view text)
{
    Reader reader(file, text);
    Entry entry;
    auto const slash = file.rfind('/');
    entry.file_name = slash == file.npos ? file : std::string_view{file.begin() + slash + 1, file.end()};
    for (;;) {
        auto const line = TRY(reader.next());
        if (!line)
            break;
        TRY(apply(reader, *line, entry));
    }
    if (entry.kernel.key.empty())
        return fail(Code::entry_without_kernel, {}, file);
    if (entry.kernel.has(kernel) && !entry.protocol.empty())
        entry.kernel.key = entry.protocol;
    return entry;
}

namespace {

constexpr std::uint32_t longest_timeout = 999'999'999; // thirty years

struct MenuWord {
    std::string_view word;
    Menu menu;
};

constexpr MenuWord menu_words[] = {
    {"menu-hidden", Menu::on_request},
    {"menu-force", Menu::forced},
    {"menu-disabled", Menu::disabled},
};

bool set_timeout(LoaderConf& conf, std::string_view value)
{
    for (auto const& [word, menu] : menu_words)
        if (value == word) {
            conf.menu = menu;
            return true;
        }
    auto const seconds = decimal::take(value, longest_timeout);
    if (!seconds || !value.empty())
        return false;
    conf.timeout = *seconds;
    conf.menu = *seconds == 0 ? Menu::on_request : Menu::timed;
    return true;
}

// systemd's words for a switch.
bool set_switch(bool& target, std::string_view value)
{
    static constexpr std::string_view words[] = {"no", "yes", "off", "on", "false", "true", "0", "1"};
    auto const* const word = std::ranges::find(words, value);
    if (word == std::end(words))
        return false;
    target = (word - words) % 2 != 0;
    return true;
}

bool apply(LoaderConf& conf, Setting const& line)
{
    if (line.has("default"))
        conf.default_pattern = line.value;
    else if (line.has("serial"))
        conf.serial = line.value;
    else if (line.has("timeout"))
        return set_timeout(conf, line.value);
    else if (line.has("editor"))
        return set_switch(conf.editor, line.value);
    else if (line.has("beep"))
        return set_switch(conf.beep, line.value);
    else
        return false;
    return true;
}

} // namespace

Result<LoaderConf> parse_loader_conf(std::string_view text)
{
    Reader reader("/loader/loader.conf", text);
    LoaderConf conf;
    for (;;) {
        auto const line = TRY(reader.next());
        if (!line)
            return conf;
        if (apply(conf, *line))
            continue;
        if (conf.ignored.empty())
            conf.ignored = trimmed(line->whole);
        else
            ++conf.more_ignored;
    }
}

} // namespace boot_entry
