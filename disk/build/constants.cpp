// SPDX-License-Identifier: BSD-2-Clause
// Prints the constants that C++ shares with NASM, the linker and the shell, each from its definition in C++.
#include "include/boot_sector.hpp"
#include "include/core_sum.hpp"
#include "include/layout.hpp"
#include "include/x86/control.hpp"
#include "include/x86/exceptions.hpp"
#include "include/x86/page_attributes.hpp"
#include "longmode/enter.hpp"
#include "longmode/fault_report/facts.hpp"
#include "longmode/gdt.hpp"
#include "stage2/annex/facts.hpp"
#include "stage2/bios/call.hpp"
#include "stage2/machine/processors/start_page.hpp"
#include "stage2/protocols/multiboot/start.hpp"
#include "stage2/protocols/real_mode/start.hpp"
#include "stage2/talk/exception_frame.hpp"
#include "stage2/volumes/fat/structures.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string_view>

namespace {

struct Fact {
    char const* name;
    std::uint64_t value;
};

using bios::Registers;
using longmode::Handover;

constexpr Fact facts[] = {
    {"STAGE1_BASE", layout::stage1_base},
    {"STACK_BOTTOM", layout::stack_bottom},
    {"STACK_TOP", layout::stack_top},
    {"STAGE2_BASE", layout::stage2_base},
    {"STAGE2_SEGMENT", layout::stage2_segment},
    {"STAGE2_END", layout::stage2_end},
    {"STAGE2_PACKED_BASE", layout::stage2_packed_base},
    {"STAGE2_PACKED_SEGMENT", layout::stage2_packed_segment},
    {"STAGE2_PACKED_MAX_SIZE", layout::stage2_packed_max_size},
    {"STAGE2_MAX_SIZE", layout::stage2_max_size},
    {"STAGE2_LBA", layout::stage2_lba.value},
    {"RESERVED_STAGE2", layout::reserved_stage2},
    {"STAGE2_MARK", std::bit_cast<std::uint64_t>(annex::mark)},
    {"CORE_SUM_MULTIPLIER", core_sum::multiplier},
    {"CORE_SUM_ROTATION", core_sum::rotation},
    {"ANNEX_FACTS_SIZE", sizeof(annex::Facts)},
    {"ANNEX_BASE", layout::annex_base},
    {"ANNEX_END", layout::annex_end},
    {"ANNEX_SEGMENT", layout::annex_base >> 4},

    {"SECTOR_SIZE", sector_size},
    {"BOOT_SECTOR_JUMP_END", boot_sector::jump_end},
    {"BOOT_SECTOR_MICROSOFTS", std::bit_cast<std::uint32_t>(boot_sector::microsofts)},
    {"BOOT_SECTOR_FIRST_READ", boot_sector::first_read},
    {"BOOT_SECTOR_OPERANDS", boot_sector::operands},
    {"BOOT_SECTOR_OPERANDS_SIZE", sizeof(boot_sector::Operands)},
    {"BOOT_SECTOR_CODE_BEGIN", boot_sector::code_begin},
    {"BOOT_SECTOR_CODE_END", boot_sector::code_end},
    {"BOOT_SECTOR_IDENTITY", boot_sector::identity},
    {"BOOT_SECTOR_TABLE", boot_sector::table},
    {"BOOT_SECTOR_TABLE_ENTRY", boot_sector::table_entry_size},
    {"BOOT_SECTOR_SIGNATURE", boot_sector::signature},

    {"FAT_SECTORS_PER_TRACK", offsetof(fat::BootSector, BPB_SecPerTrk)},
    {"FAT_HEADS", offsetof(fat::BootSector, BPB_NumHeads)},
    {"FEWEST_CLUSTERS_OF_FAT16", fat::fewest_clusters_of_fat16},
    {"FEWEST_CLUSTERS_OF_FAT32", fat::fewest_clusters_of_fat32},

    {"SELECTOR_CODE64", static_cast<std::uint16_t>(gdt::Selector::code64)},
    {"SELECTOR_DATA32", static_cast<std::uint16_t>(gdt::Selector::data32)},
    {"SELECTOR_CODE32", static_cast<std::uint16_t>(gdt::Selector::code32)},
    {"SELECTOR_CODE16", static_cast<std::uint16_t>(gdt::Selector::code16)},
    {"SELECTOR_DATA16", static_cast<std::uint16_t>(gdt::Selector::data16)},
    {"SELECTOR_TASK", static_cast<std::uint16_t>(gdt::Selector::task)},

    {"REGISTERS_SIZE", sizeof(Registers)},
    {"REGISTERS_EAX", offsetof(Registers, eax)},
    {"REGISTERS_EBX", offsetof(Registers, ebx)},
    {"REGISTERS_ECX", offsetof(Registers, ecx)},
    {"REGISTERS_EDX", offsetof(Registers, edx)},
    {"REGISTERS_ESI", offsetof(Registers, esi)},
    {"REGISTERS_EDI", offsetof(Registers, edi)},
    {"REGISTERS_EBP", offsetof(Registers, ebp)},
    {"REGISTERS_DS", offsetof(Registers, ds)},
    {"REGISTERS_ES", offsetof(Registers, es)},
    {"REGISTERS_FLAGS", offsetof(Registers, flags)},

    {"START_REGISTERS_SIZE", sizeof(real_mode::Registers)},
    {"START_REGISTERS_EAX", offsetof(real_mode::Registers, eax)},
    {"START_REGISTERS_EBX", offsetof(real_mode::Registers, ebx)},
    {"START_REGISTERS_ECX", offsetof(real_mode::Registers, ecx)},
    {"START_REGISTERS_EDX", offsetof(real_mode::Registers, edx)},
    {"START_REGISTERS_ESI", offsetof(real_mode::Registers, esi)},
    {"START_REGISTERS_EDI", offsetof(real_mode::Registers, edi)},
    {"START_REGISTERS_EBP", offsetof(real_mode::Registers, ebp)},
    {"START_REGISTERS_DS", offsetof(real_mode::Registers, ds)},
    {"START_REGISTERS_ES", offsetof(real_mode::Registers, es)},
    {"START_REGISTERS_FS", offsetof(real_mode::Registers, fs)},
    {"START_REGISTERS_GS", offsetof(real_mode::Registers, gs)},
    {"START_REGISTERS_SS", offsetof(real_mode::Registers, ss)},
    {"START_REGISTERS_SP", offsetof(real_mode::Registers, sp)},
    {"START_REGISTERS_IP", offsetof(real_mode::Registers, ip)},
    {"START_REGISTERS_CS", offsetof(real_mode::Registers, cs)},
    {"START_REGISTERS_FLAGS", offsetof(real_mode::Registers, flags)},

    {"MULTIBOOT_START_GDT_POINTER", offsetof(multiboot::Start, gdt_limit)},
    {"MULTIBOOT_START_IDT_POINTER", offsetof(multiboot::Start, idt_limit)},
    {"MULTIBOOT_START_MAGIC", offsetof(multiboot::Start, magic)},
    {"MULTIBOOT_START_INFORMATION", offsetof(multiboot::Start, information)},
    {"MULTIBOOT_START_ENTRY", offsetof(multiboot::Start, entry)},
    {"MULTIBOOT_START_STACK", offsetof(multiboot::Start, stack)},
    {"MULTIBOOT_START_MOVE_COUNT", offsetof(multiboot::Start, move_count)},
    {"MULTIBOOT_START_MOVES", offsetof(multiboot::Start, moves)},

    {"START_PAGE_PAGE_TABLE_ROOT", offsetof(start_page::Page, environment.page_table_root)},
    {"START_PAGE_SWITCH_ROOT", offsetof(start_page::Page, environment.switch_root)},
    {"START_PAGE_CR0", offsetof(start_page::Page, environment.cr0)},
    {"START_PAGE_CR4", offsetof(start_page::Page, environment.cr4)},
    {"START_PAGE_EFER", offsetof(start_page::Page, environment.efer)},
    {"START_PAGE_PAGE_ATTRIBUTES", offsetof(start_page::Page, environment.page_attributes)},
    {"START_PAGE_GDT", offsetof(start_page::Page, environment.gdt)},
    {"START_PAGE_IDT", offsetof(start_page::Page, environment.idt)},
    {"START_PAGE_CODE_SELECTOR", offsetof(start_page::Page, environment.code_selector)},
    {"START_PAGE_DATA_SELECTOR", offsetof(start_page::Page, environment.data_selector)},
    {"START_PAGE_TASK_SELECTOR", offsetof(start_page::Page, environment.task_selector)},
    {"START_PAGE_PAGE", offsetof(start_page::Page, environment.page)},
    {"START_PAGE_GDT_POINTER", offsetof(start_page::Page, gdt_limit)},
    {"START_PAGE_ENTRY_32", offsetof(start_page::Page, entry_32)},
    {"START_PAGE_ENTRY_64", offsetof(start_page::Page, entry_64)},
    {"START_PAGE_STACK_TOP", offsetof(start_page::Page, stack_top)},
    {"START_PAGE_ARRIVES", offsetof(start_page::Page, arrives)},
    {"START_PAGE_STRUCTURE", offsetof(start_page::Page, structure)},
    {"START_PAGE_RDI_MASK", offsetof(start_page::Page, rdi_mask)},
    {"START_PAGE_WAITING", offsetof(start_page::Page, waiting)},
    {"WAITING_STACK_TOP", offsetof(start_page::Waiting, stack_top)},
    {"WAITING_START", offsetof(start_page::Waiting, start)},

    {"EXCEPTION_ENTRY_SIZE", exceptions::entry_size},
    {"EXCEPTION_COUNT", x86::exception_count},
    {"EXCEPTIONS_WITH_ERROR_CODE", x86::exceptions_with_error_code},

    {"CR4_OSFXSR", static_cast<std::uint64_t>(x86::Cr4::fxsave)},
    {"EFER_REGISTER", x86::efer_register},
    {"PAGE_ATTRIBUTES_REGISTER", x86::page_attributes_register},
    {"CR0_KEPT", static_cast<std::uint64_t>(x86::Cr0::extension_type | x86::Cr0::numeric_error)},
    {"HANDOVER_SIZE", sizeof(Handover)},
    {"HANDOVER_PAGE_TABLE_ROOT", offsetof(Handover, page_table_root)},
    {"HANDOVER_CR0", offsetof(Handover, cr0)},
    {"HANDOVER_CR4", offsetof(Handover, cr4)},
    {"HANDOVER_EFER", offsetof(Handover, efer)},
    {"HANDOVER_PAGE_ATTRIBUTES", offsetof(Handover, page_attributes)},
    {"HANDOVER_GDT", offsetof(Handover, gdt)},
    {"HANDOVER_IDT", offsetof(Handover, idt)},
    {"HANDOVER_STACK_TOP", offsetof(Handover, stack_top)},
    {"HANDOVER_BOOT_INFO", offsetof(Handover, boot_info)},
    {"HANDOVER_ENTRY", offsetof(Handover, entry)},
    {"HANDOVER_INTERRUPT", offsetof(Handover, interrupt)},

    {"NMI", x86::non_maskable_interrupt},
    {"FAULT_REPORT_PAGE", fault_report::page_size},
    {"FAULT_REPORT_FACTS", sizeof(fault_report::Facts)},
    {"FAULT_REPORT_ENTRIES", fault_report::entries_offset},
};

} // namespace

int main(int argc, char** argv)
{
    struct Language {
        std::string_view name;
        char const* line;
    };
    constexpr Language languages[] = {
        {"nasm", "%%define %s 0x%llX\n"},
        {"ld", "%s = 0x%llX;\n"},
        {"sh", "readonly %s=%llu\n"}, // decimal: dd and truncate take no other numbers
    };
    for (auto const& [language, line] : languages) {
        if (argc != 2 || language != argv[1])
            continue;
        for (auto const& [name, value] : facts)
            std::printf(line, name, static_cast<unsigned long long>(value));
        return 0;
    }
    std::fputs("usage: constants nasm|ld|sh\n", stderr);
    return 2;
}
