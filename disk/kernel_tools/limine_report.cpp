// SPDX-License-Identifier: BSD-2-Clause
// A line for each fact about a Limine kernel, and one for each of its requests.
#include "disk/kernel_tools/limine_report.hpp"

#include "disk/host/words.hpp"
#include "disk/kernel_tools/limine_features.hpp"
#include "disk/kernel_tools/report_text.hpp"
#include "disk/kernel_tools/segment_table.hpp"
#include "longmode/isa_levels.hpp"
#include "stage2/protocols/limine/image_rules.hpp"
#include "stage2/protocols/limine/responses.hpp"
#include "stage2/protocols/limine/wishes.hpp"

#include <algorithm>

namespace limine_report {
namespace {

using namespace report_text;
using limine::Feature;
using limine_verdict::Facts;
using std::string;
using words::decimal;

string revision(Facts const& facts)
{
    auto const& requests = facts.requests;
    string const given = decimal(requests.revision());
    if (!requests.has_tag())
        return "no tag, so base revision 0" + string(facts.has_section ? ", with a list of requests in a section" : "");
    if (requests.requested_revision() == requests.revision())
        return "base revision " + given + ", which it gets" +
               (facts.has_section ? "; its requests are listed in a section" : "");
    return "base revision " + decimal(requests.requested_revision()) + ", which farjump does not know: it gets " +
           given;
}

// Addresses are those with `nokaslr`.
string addresses(Facts const& facts)
{
    return hex(facts.fixed.begin) + " to " + hex(facts.fixed.begin.value + facts.fixed.size - 1) +
           (facts.fixed.slide != 0 ? ", linked at " + hex(facts.kernel.image.begin()) : "");
}

string kaslr(Facts const& facts)
{
    return facts.kernel.image.position_independent
               ? "physical place and addresses, unless the entry has `options nokaslr`"
               : "physical place, unless the entry has `options nokaslr`; its addresses stay";
}

string entry(Facts const& facts)
{
    auto const by_request = facts.requests.extra(Feature::entry_point, 0).has_value();
    return hex(facts.entry) + (by_request ? ", by the Entry Point request" : "");
}

string paging(Facts const& facts)
{
    auto const levels = [](std::uint64_t mode) { return decimal(mode + 4); };
    auto const& [mode, highest, lowest] = facts.paging;
    if (facts.needs_five_levels())
        return levels(lowest) + " levels, or it does not boot (FJ-0825)";
    if (mode == 0 || highest == 0)
        return "4 levels";
    return "5 levels where the processor has them, else 4";
}

string processors(Facts const& facts)
{
    if (!facts.requests.has(Feature::processors))
        return "not asked for: only the boot processor runs";
    return limine::wants_x2apic(facts.requests) ? "all, in x2APIC mode where they have it" : "all, in xAPIC mode";
}

string processor(Facts const& facts)
{
    auto const level = facts.kernel.findings.isa_level;
    text::Sentence lacking;
    if (!isa_levels::append_missing({}, level, lacking)) // a processor without any of the features
        return "any x86-64";
    return "x86-64-v" + decimal(level) + " (else FJ-0728): " + string(lacking.view());
}

string memory(Facts const& facts)
{
    auto words = kib(facts.fixed.size) + " in one piece";
    if (facts.requests.has(Feature::executable_file))
        words += ", and " + words::size(facts.kernel.file.size()) + " for its file";
    return words;
}

// Characters that are not printable in ASCII become '?'.
string printable(std::string_view words)
{
    string result{words};
    std::ranges::replace_if(result, [](char letter) { return letter < ' ' || letter > '~'; }, '?');
    return result;
}

string module(limine::InternalFile const& file)
{
    using limine::InternalModule;
    auto words = printable(file.path);
    words += (file.flags & InternalModule::required) != 0 ? ", required (else FJ-0828)" : ", left out if it is missing";
    return words + ((file.flags & InternalModule::compressed) != 0 ? ", unpacked" : "");
}

string request(limine::Request const& request)
{
    constexpr std::size_t width = 26;
    auto const feature = limine_features::feature_of(request);
    if (!feature)
        return wrapped("  " + hex(request.id[2], 16) + ' ' + hex(request.id[3], 16) + ' ', "left untouched: unknown");
    auto const& [name, gets] = limine_features::of(*feature);
    return wrapped("  " + left(name, width), string(gets));
}

string requests(Facts const& facts)
{
    if (facts.requests.count() == 0)
        return "it makes no requests\n";
    string lines = "its requests:\n";
    for (std::size_t index = 0; index < facts.requests.count(); ++index)
        lines += request(facts.requests.at(index));
    return lines;
}

string open_segments(Facts const& facts)
{
    string numbers;
    std::size_t count = 0;
    for (auto const& segment : facts.kernel.image.segments())
        if (limine::is_open(segment)) {
            numbers += (numbers.empty() ? "" : ", ") + decimal(segment.number);
            ++count;
        }
    if (count == 0)
        return "";
    return wrapped("warning:", (count == 1 ? "segment " : "segments ") + numbers + (count == 1 ? " is" : " are") +
                                   " writable and executable, which the protocol allows");
}

} // namespace

string describe(Facts const& facts)
{
    auto const line = [](char const* label, string const& words) { return wrapped(left(label, 13), words); };
    auto lines = string(facts.kernel.name) + ": " + words::size(facts.kernel.file.size()) + "\n\n" +
                 line("  kind", "kernel for the Limine boot protocol") + line("  asks for", revision(facts)) +
                 line("  addresses", addresses(facts)) + line("  KASLR", kaslr(facts)) + line("  entry", entry(facts)) +
                 line("  memory", memory(facts)) +
                 line("  stack", kib(stack_size(facts.requests)) + " for each processor") +
                 line("  paging", paging(facts)) + line("  processors", processors(facts)) +
                 line("  processor", processor(facts));
    auto const* label = "  modules";
    for (auto const& file : facts.modules) {
        lines += line(label, module(file));
        label = "";
    }
    lines += '\n' + requests(facts) + '\n' +
             segment_table::describe({facts.kernel.image, facts.fixed, /*in_lower_half=*/false}) + '\n' +
             open_segments(facts);
    return lines + "in the boot entry, with paths on the boot volume:\n"
                   "  kernel /kernel.elf\n  module /module words for the kernel\n  options words\n\n";
}

} // namespace limine_report
