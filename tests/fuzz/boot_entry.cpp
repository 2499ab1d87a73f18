// SPDX-License-Identifier: BSD-2-Clause
// Fuzzes boot entries, loader.conf, the names of entries with their counters, name patterns and the order of versions.
#include "stage2/entries/boot_entry.hpp"

#include "stage2/entries/boot_counter.hpp"
#include "stage2/entries/version.hpp"
#include "stage2/talk/error_text.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace {

void require(bool promise)
{
    if (!promise)
        std::abort();
}

bool is_part(std::string_view part, std::string_view text)
{
    return part.empty() || (part.data() >= text.data() && part.data() + part.size() <= text.data() + text.size());
}

// A place in an error lies in the text, and the error can be put into words.
void check_error(Error const& error, std::string_view text)
{
    require(!error_text::why(error).view().empty());
    require(error.numbers[0] <= text.size() + 1 && error.numbers[1] <= text.size() + 1);
}

void check_entry(boot_entry::Entry const& entry, std::string_view text)
{
    require(entry.kernel.key != boot_entry::kernel || entry.kernel.value.starts_with('/'));
    require(!entry.kernel.value.empty());
    for (auto const value : {entry.title, entry.version, entry.machine_id, entry.sort_key, entry.kernel.value})
        require(is_part(value, text));
    for (auto const& [key, value] : entry.settings.all())
        require(
            (key == "options" || key == "module" || key == "initrd" || key == "unpack-module" || key == "checksum") &&
            !value.empty() && value.find_first_of("\r\n\0") == value.npos);
    require(!boot_entry::precedes(entry, entry));
}

void check_conf(boot_entry::LoaderConf const& conf, std::string_view text)
{
    using boot_entry::Menu;
    for (auto const value : {conf.default_pattern, conf.serial, conf.ignored})
        require(is_part(value, text) && value.find_first_of("\r\n\0") == value.npos);
    require(conf.timeout <= 999'999'999);
    require(conf.menu != Menu::timed || conf.timeout != 0);
    require(conf.more_ignored == 0 || !conf.ignored.empty());
}

// The id is the name's beginning, and what lies behind it is the counter.
void check_counter(std::string_view file_name)
{
    auto const name = boot_counter::parse(file_name);
    require(file_name.starts_with(name.id));
    require(boot_entry::matches(name.id, file_name) || name.id.find_first_of("[*?") != name.id.npos ||
            file_name.size() > 765);
    if (!name.is_counted())
        return;
    require(!name.id.empty() && file_name[name.id.size()] == '+');
    require(name.left <= 0x7FFF'FFFF && name.done <= 0x7FFF'FFFF);
    require(name.is_exhausted() == (name.left == 0));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const text(reinterpret_cast<char const*>(data), std::min(size, boot_entry::max_file_size));
    auto const entry = boot_entry::parse("/loader/entries/fuzz.conf", text);
    if (entry)
        check_entry(*entry, text);
    else
        check_error(entry.error(), text);

    auto const conf = boot_entry::parse_loader_conf(text);
    if (conf) {
        check_conf(*conf, text);
        boot_entry::matches(conf->default_pattern, "farjump-6.1.conf");
    } else {
        check_error(conf.error(), text);
    }

    // The two halves as two versions, as pattern and name, and as two entries.
    auto const left = text.substr(0, text.size() / 2), right = text.substr(text.size() / 2);
    auto const order = version::compare(left, right);
    require((order < 0) == (version::compare(right, left) > 0));
    require(version::compare(left, left) == 0);
    boot_entry::matches(left, right);
    check_counter(text);
    boot_entry::is_entry(text);
    require(boot_entry::matches("*", right));
    boot_entry::Entry first, second;
    first.file_name = first.sort_key = left;
    second.file_name = second.sort_key = right;
    require(!(boot_entry::precedes(first, second) && boot_entry::precedes(second, first)));
    require(boot_entry::precedes(first, second) || boot_entry::precedes(second, first) || left == right);
    return 0;
}
