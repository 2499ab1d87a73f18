// SPDX-License-Identifier: BSD-2-Clause
// The requests of the Limine boot protocol, and the marks around them. The Limine Boot Protocol, "Features", "Requests
// Delimiters", "Base revisions".
#pragma once

#include "include/bytes.hpp"
#include "stage2/image/limine_marks.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>

namespace limine {

using limine_marks::Words;

inline constexpr Words end_of_start_mark{0x785C'6ED0'15D3'E316, 0x181E'920A'7852'B9D9}; // behind limine_marks::start
inline constexpr std::uint32_t newest_base_revision = 6;

// What a request asks for. The protocol does not fix this order.
enum class Feature : std::uint8_t {
    bootloader_info,
    command_line,
    firmware_type,
    stack_size,
    direct_map, // HHDM, the higher half direct map
    framebuffer,
    paging_mode,
    processors, // MP
    memory_map,
    entry_point,
    executable_file,
    modules,
    rsdp,
    smbios,
    date_at_boot,
    executable_address,
    performance,
    keep_iommu,
    tsc_frequency,
    entropy,
    efi_system_table, // from here on farjump does not answer: first_unanswered
    efi_memory_map,
    tpm_event_log,
    device_tree,
    riscv_hart,
    terminal_parameters,
    terminal,
    five_levels,
    count
};
inline constexpr auto first_unanswered = Feature::efi_system_table;
inline constexpr auto feature_count = static_cast<std::size_t>(Feature::count);

struct Identity {
    Feature feature;
    Words words;              // behind limine_marks::request
    std::uint8_t extra_words; // that a request of revision 0 has behind its response
};

inline constexpr Identity identities[]{
    {Feature::bootloader_info, {0xF550'38D8'E2A1'202F, 0x2794'26FC'F5F5'9740}, 0},
    {Feature::command_line, {0x4B16'1536'E598'651E, 0xB390'AD4A'2F1F'303A}, 0},
    {Feature::firmware_type, {0x8C2F'75D9'0BEF'28A8, 0x7045'A468'8EAC'00C3}, 0},
    {Feature::stack_size, {0x224E'F046'0A8E'8926, 0xE1CB'0FC2'5F46'EA3D}, 1},
    {Feature::direct_map, {0x48DC'F1CB'8AD2'B852, 0x6398'4E95'9A98'244B}, 0},
    {Feature::framebuffer, {0x9D58'27DC'D881'DD75, 0xA314'8604'F6FA'B11B}, 0},
    {Feature::paging_mode, {0x95C1'A0ED'AB09'44CB, 0xA4E5'CB38'42F7'488A}, 1},
    {Feature::processors, {0x95A6'7B81'9A1B'857E, 0xA0B6'1B72'3B6A'73E0}, 1},
    {Feature::memory_map, {0x67CF'3D9D'378A'806F, 0xE304'ACDF'C50C'3C62}, 0},
    {Feature::entry_point, {0x13D8'6C03'5A1C'D3E1, 0x2B0C'AA89'D8F3'026A}, 1},
    {Feature::executable_file, {0xAD97'E90E'83F1'ED67, 0x31EB'5D1C'5FF2'3B69}, 0},
    {Feature::modules, {0x3E7E'2797'02BE'32AF, 0xCA1C'4F3B'D128'0CEE}, 0},
    {Feature::rsdp, {0xC5E7'7B6B'397E'7B43, 0x2763'7845'ACCD'CF3C}, 0},
    {Feature::smbios, {0x9E90'46F1'1E09'5391, 0xAA4A'520F'EFBD'E5EE}, 0},
    {Feature::date_at_boot, {0x5027'46E1'84C0'88AA, 0xFBC5'EC83'E632'7893}, 0},
    {Feature::executable_address, {0x71BA'7686'3CC5'5F63, 0xB264'4A48'C516'A487}, 0},
    {Feature::performance, {0x6B50'AD9B'F36D'13AD, 0xDC4C'7E88'FC75'9E17}, 0},
    {Feature::keep_iommu, {0x8EBA'ABE5'1F49'0179, 0x2AA8'6A59'FFB4'AB0F}, 0},
    {Feature::tsc_frequency, {0x10F2'EE1D'87D1'95E4, 0xF747'A2B7'8F6D'DB31}, 0},
    {Feature::entropy, {0x65EA'8025'5D56'82C5, 0x9117'2407'23F4'93EB}, 1},
    {Feature::efi_system_table, {0x5CEB'A516'3EAA'F6D6, 0x0A69'8161'0CF6'5FCC}, 0},
    {Feature::efi_memory_map, {0x7DF6'2A43'1D68'72D5, 0xA4FC'DFB3'E573'06C8}, 0},
    {Feature::tpm_event_log, {0x98E0'94FC'7E76'E979, 0xEE8D'8775'C54E'1D1F}, 0},
    {Feature::device_tree, {0xB40D'DB48'FB54'BAC7, 0x5450'8149'3F81'FFB7}, 0},
    {Feature::riscv_hart, {0x1369'359F'0255'25F9, 0x2FF2'A561'7839'1BB6}, 0},
    {Feature::terminal_parameters, {0x3259'399F'E7C5'F126, 0xE01C'1C8C'5DB9'D1A9}, 0},
    {Feature::terminal, {0xC8AC'5931'0C2B'0844, 0xA68D'0C72'65D3'8878}, 0},
    {Feature::five_levels, {0x9446'9551'DA9B'3192, 0xEBE5'E86D'B738'2888}, 0},
};
static_assert(std::size(identities) == feature_count);
static_assert(
    [] {
        for (std::size_t index = 0; index < feature_count; ++index)
            if (identities[index].feature != static_cast<Feature>(index))
                return false;
        return true;
    }(),
    "in the order of Feature");

// A request. Some have more words behind `response`.
struct Request {
    std::array<Le64, 4> id; // limine_marks::request, and two words of its own
    Le64 revision;
    Le64 response; // an address; untouched if the request is not answered
};
static_assert(sizeof(Request) == 48 && alignof(Request) == 1);

struct BaseRevisionTag {
    Le64 mark;      // the first of limine_marks::base_revision
    Le64 used;      // the second, until the loader writes the base revision that it used
    Le64 requested; // the loader writes 0 if it supports the revision
};
static_assert(sizeof(BaseRevisionTag) == 24);

} // namespace limine
