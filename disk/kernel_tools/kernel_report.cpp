// SPDX-License-Identifier: BSD-2-Clause
// A line for each fact about the kernel, its segments, and its requirements of the machine.
#include "disk/kernel_tools/kernel_report.hpp"

#include "disk/host/words.hpp"
#include "disk/kernel_tools/kernel_warnings.hpp"
#include "disk/kernel_tools/report_text.hpp"
#include "disk/kernel_tools/sealing.hpp"
#include "disk/kernel_tools/segment_table.hpp"
#include "include/farjump/boot_info.hpp"
#include "longmode/isa_levels.hpp"
#include "stage2/storage/disk_cache.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace kernel_report {
namespace {

using namespace report_text;
using words::decimal;
using words::size;
using kernel_verdict::Facts;
using std::string;

// The range from the first to the last byte.
string range(std::uint64_t begin, std::uint64_t size)
{
    return hex(begin) + " to " + hex(begin + size - 1);
}

kernel_note::Wishes wishes_of(Facts const& facts)
{
    return facts.kernel.findings.wishes.value_or(kernel_note::Wishes{});
}

std::uint64_t end_of_headers_and_notes(Facts const& facts)
{
    auto end = facts.kernel.header.table_offset + facts.kernel.header.table_size();
    for (auto const& notes : facts.kernel.notes)
        end = std::max(end, notes.file_offset + notes.file_size);
    return end;
}

string kind(Facts const& facts)
{
    auto const [with_addends, packed] = facts.relocations;
    if (facts.kernel.image.position_independent)
        return "position-independent, with " + decimal(with_addends) + " RELA and " + decimal(packed) +
               " RELR relocations";
    return facts.in_lower_half() ? "static, in the lower half" : "static, in the upper half";
}

string addresses(Facts const& facts)
{
    auto const linked = range(facts.fixed.begin.value - facts.fixed.slide, facts.fixed.size);
    return linked + (facts.kernel.image.position_independent ? ", before it is moved" : "");
}

string kaslr(Facts const& facts)
{
    if (facts.in_lower_half())
        return "none: it lies where it is linked, in physical memory, too";
    if (!facts.kernel.image.position_independent)
        return "physical place only: its addresses stay";
    return "physical place and addresses: it begins between " + hex(facts.lowest) + " and " + hex(facts.highest) +
           ", with nokaslr at " + hex(facts.fixed.begin);
}

string memory(Facts const& facts)
{
    auto const amount = kib(facts.fixed.size) + " in one piece";
    bool const aligned = !facts.in_lower_half() && segment_table::suits_large_pages(facts.fixed);
    return amount + (aligned ? ", at a multiple of 2 MiB where there is room for that" : "");
}

string stack(Facts const& facts)
{
    auto const wishes = wishes_of(facts);
    return kib(wishes.stack_size) + ", and " + kib(wishes.stack_guard_size) + " of guard below it";
}

struct Wish {
    std::uint32_t flag;
    char const* name;
};

constexpr auto wish_names = std::to_array<Wish>({
    {farjump::wish_five_levels, "5-level paging"},
    {farjump::wish_smep, "SMEP"},
    {farjump::wish_smap, "SMAP"},
    {farjump::wish_umip, "UMIP"},
    {farjump::wish_framebuffer, "framebuffer"},
    {farjump::wish_sse, "SSE"},
    {farjump::wish_read_only_direct_map, "read-only direct map"},
    {farjump::wish_processors, "all processors"},
});
static_assert([] {
    std::uint32_t all = 0;
    for (auto const& wish : wish_names)
        all |= wish.flag;
    return all;
}() == kernel_note::known_wishes);

string wishes(Facts const& facts)
{
    if (!facts.kernel.findings.wishes)
        return "none: it has no note for farjump";
    auto const& wishes = *facts.kernel.findings.wishes;
    string words;
    auto const add = [&](string const& word) { words += (words.empty() ? "" : ", ") + word; };
    for (auto const& wish : wish_names)
        if (wishes.has(wish.flag))
            add(wish.name);
    if (wishes.screen_width != 0 || wishes.screen_height != 0)
        add("screen of " + std::to_string(wishes.screen_width) + "x" + std::to_string(wishes.screen_height));
    return words.empty() ? "none but for the stack" : words + ", where the machine has that";
}

string processor(Facts const& facts)
{
    auto const level = facts.kernel.findings.isa_level;
    text::Sentence lacking;
    if (!isa_levels::append_missing({}, level, lacking)) // a processor without any of the features
        return "any x86-64";
    return "x86-64-v" + decimal(level) + ": " + string(lacking.view());
}

string seal(Facts const& facts)
{
    auto const& kernel = facts.kernel;
    if (facts.seal)
        return "whole, checksum " + hex(*facts.seal, 8);
    if (facts.seal_is_empty())
        return "a note that is still empty: `make image` fills it in; as it is, it is refused (FJ-0741)";
    if (sealing::seal({kernel.file.begin(), kernel.file.end()}, kernel.name))
        return "none: `make image` seals its copy";
    return "none, and no room for one (FJ-0744): the linker script must reserve a note, or `make image` fails";
}

string headers(Facts const& facts)
{
    return "and notes end at byte " + decimal(end_of_headers_and_notes(facts)) + " of the file";
}

string note_on_headers(Facts const& facts)
{
    constexpr auto one_read = DiskCache::window_size;
    auto const end = end_of_headers_and_notes(facts);
    if (end <= one_read)
        return "";
    return wrapped("note:", "the read of the disk that brings the ELF header, of " + decimal(one_read) +
                                " bytes at most, does not bring all headers and notes: they may cost one more");
}

string warnings(Facts const& facts)
{
    string lines;
    for (auto const& sentence : kernel_warnings::unseen_notes(facts.kernel.file, facts.kernel.notes))
        lines += wrapped("warning:", sentence);
    for (auto const& sentence : kernel_warnings::left_out_segments(facts.kernel))
        lines += wrapped("note:", sentence);
    return lines;
}

string verdict(Facts const& facts)
{
    auto const level = facts.kernel.findings.isa_level;
    auto const processor = level > 1 ? "with an x86-64-v" + decimal(level) + " processor (else FJ-0728)"
                                     : string("with any x86-64 processor");
    auto const place = facts.in_lower_half()
                           ? "is free from " + range(facts.fixed.begin.value, facts.fixed.size) + " (else FJ-0731)"
                           : "has " + kib(facts.fixed.size) + " in one piece free between 1 MiB and 4 GiB";
    return wrapped(facts.seal_is_empty() ? "will boot once it is sealed:" : "will boot:",
                   processor + ", where memory " + place + ", and beside it " + kib(wishes_of(facts).stack_size) +
                       " for the stack and what farjump needs itself (else FJ-0304)");
}

} // namespace

string describe(Facts const& facts)
{
    auto const& kernel = facts.kernel;
    auto const line = [](char const* label, string const& words) { return wrapped(left(label, 11), words); };
    return string(kernel.name) + ": " + size(kernel.file.size()) + "\n\n" + line("  kind", kind(facts)) +
           line("  entry", hex(kernel.image.entry)) + line("  addresses", addresses(facts)) +
           line("  KASLR", kaslr(facts)) + line("  memory", memory(facts)) + line("  stack", stack(facts)) +
           line("  wishes", wishes(facts)) + line("  processor", processor(facts)) + line("  seal", seal(facts)) +
           line("  headers", headers(facts)) + '\n' +
           segment_table::describe({facts.kernel.image, facts.fixed, facts.in_lower_half()}) + '\n' +
           note_on_headers(facts) + warnings(facts) + verdict(facts);
}

} // namespace kernel_report
