// SPDX-License-Identifier: BSD-2-Clause
// The entry's lines are those of disk/image/mkdisk.sh.
#include "disk/entry/new_entry.hpp"

#include "disk/entry/file_checksum.hpp"
#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "disk/kernel_tools/guest_check.hpp"
#include "disk/kernel_tools/guest_file.hpp"
#include "disk/kernel_tools/kernel_verdict.hpp"
#include "disk/kernel_tools/packed_kernel.hpp"
#include "stage2/entries/boot_entry.hpp"
#include "stage2/entries/words.hpp"
#include "stage2/modules/checksum_line.hpp"

#include <algorithm>

namespace new_entry {
namespace {

using std::string;
using std::string_view;

// With "+9-0.conf" and ".tmp" a name stays far below the 255 characters of FAT, and a path below the loader's 511.
constexpr std::size_t longest_name = 64;

bool is_plain(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') || character == '.' || character == '_' || character == '-';
}

// A name for a file on FAT and in an entry's line. '+' would look like a counter.
void check_name(string const& name, string const& what, string const& hint)
{
    if (name.empty() || name.size() > longest_name)
        throw Refusal(what + " has " + words::count(name.size(), "character") + ", 1 to " +
                          words::decimal(longest_name) + " are possible",
                      hint);
    auto const bad = std::ranges::find_if_not(name, is_plain);
    if (bad != name.end())
        throw Refusal(what + " '" + name + "' has the character '" + *bad +
                          "': letters, digits, '.', '_' and '-' are possible",
                      hint);
    if (name.front() == '.' || name.back() == '.')
        throw Refusal(what + " '" + name + "' begins or ends with a dot, which FAT and the loader do not keep", hint);
}

void check_line(string const& text, string const& option)
{
    if (std::ranges::any_of(text, [](unsigned char byte) { return byte < ' ' || byte == 0x7F; }))
        throw Refusal(option + " has a control character, which a line of an entry cannot hold", "leave it out");
}

void check_file(std::filesystem::path const& file)
{
    std::error_code ignored; // then it is none
    if (!std::filesystem::is_regular_file(file, ignored))
        throw Refusal(file.string() + ": there is no such file", "name a file");
    if (std::filesystem::file_size(file) >> 32 != 0)
        throw Refusal(file.string() + " has 4 GiB or more, which no FAT volume can hold", "make it smaller");
}

// What the loader makes of the kernel: the key for it, and whether its file needs a checksum in the entry.
struct Verdict {
    string key;
    bool is_ours;
    bool is_sealed;
};

Verdict examine(string const& path)
{
    auto const file = packed_kernel::read(path);
    auto const facts = kernel_verdict::examine(file.content, path);
    if (facts)
        return {"kernel", true, facts->seal.has_value()};
    Error const error = facts.error();
    auto const protocol = guest_file::of_refused(file.content, path);
    if (protocol == guest_file::Protocol::none)
        throw Refusal(error);
    return {guest_check::key(protocol, file, path), false, false};
}

void check_distinct(std::vector<File> const& files)
{
    for (auto one = files.begin(); one != files.end(); ++one)
        if (std::any_of(files.begin(), one, [&](File const& other) { return words::same_path(other.name, one->name); }))
            throw Refusal("two of the files have the name " + one->name, "rename one of them");
}

} // namespace

Plan plan(Request const& request)
{
    Plan plan{.id = request.id.value_or(request.kernel.stem().string()),
              .tries = request.tries,
              .files = {},
              .text = {},
              .notes = {}};
    check_name(plan.id, "the entry's name", "give another one with --id");
    check_file(request.kernel);
    auto const verdict = examine(request.kernel.string());
    plan.files.push_back({request.kernel, request.kernel.filename().string()});
    for (auto const& module : request.modules) {
        check_file(module);
        plan.files.push_back({module, std::filesystem::path(module).filename().string()});
    }
    for (auto const& file : plan.files)
        check_name(file.name, "the file name", "rename the file");
    check_distinct(plan.files);
    auto const title = request.title.value_or(plan.id);
    check_line(title, "--title");
    check_line(request.options, "--options");

    auto const path_of = [&](File const& file) { return "/boot/" + plan.id + '/' + file.name; };
    auto& text = plan.text;
    text = "title " + title + '\n' + (verdict.key == "limine" ? "protocol limine\nkernel" : verdict.key) + ' ' +
           path_of(plan.files[0]) + '\n';
    if (!request.options.empty())
        text += "options " + request.options + '\n';
    for (auto file = plan.files.begin() + 1; file != plan.files.end(); ++file)
        text += (verdict.key == "linux" ? "initrd " : "module ") + path_of(*file) + '\n';
    for (auto const& file : plan.files)
        if (&file != &plan.files[0] || !verdict.is_ours)
            text += "checksum " + file_checksum::of(file.source.string()) + ' ' + path_of(file) + '\n';
    if (verdict.is_ours && !verdict.is_sealed)
        plan.notes.push_back(request.kernel.string() +
                             " has no seal: farjump-seal protects a kernel from damage on the disk");
    if (text.size() > boot_entry::max_file_size)
        throw Refusal("the entry would have more than " + words::decimal(boot_entry::max_file_size) + " bytes",
                      "shorten the options");
    auto const entry = or_refuse(boot_entry::parse("/loader/entries/" + plan.file_name(), text));
    or_refuse(checksum_line::check(entry.settings.all(), verdict.is_ours ? string_view() : entry.kernel.value));
    return plan;
}

} // namespace new_entry
