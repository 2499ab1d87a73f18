# SPDX-License-Identifier: BSD-2-Clause
"""Lists deliberate faults of the loader, each of which the probe kernels of tests/guests/limine must find."""
from dataclasses import dataclass

ANSWERS, SPACE = "stage2/protocols/limine/answers.cpp", "stage2/protocols/limine/address_space.cpp"
ENVIRONMENT, REQUESTS = "stage2/protocols/limine/environment.cpp", "stage2/protocols/limine/requests.cpp"
MEMORY, STATE = "stage2/protocols/limine/memory_list.cpp", "stage2/protocols/limine/entry_state.hpp"
FILE, DYNAMIC = "stage2/protocols/limine/executable_file.cpp", "stage2/image/elf_dynamic.cpp"
MODULES, DATE = "stage2/protocols/limine/modules.cpp", "stage2/protocols/limine/date.hpp"
ENTRY = "stage2/protocols/limine/limine.cpp"
RULES, WISHES = "stage2/protocols/limine/image_rules.cpp", "stage2/protocols/limine/wishes.hpp"
LOADER = "stage2/protocols/farjump/kernel_loader.cpp"
IO_APIC, START = "stage2/machine/processors/io_apic.cpp", "stage2/machine/processors/start.cpp"
START_PAGE = "stage2/machine/processors/start_page.asm"

# The loop of a processor that waits: only those other than the boot processor run its last two lines.
WAITING = "        pause\n        jmp .wait\n"


def while_waiting(*code):
    return "".join(f"        {line}\n" for line in code) + WAITING


@dataclass(frozen=True)
class Mutation:
    name: str
    file: str
    old: str                    # occurs once in the file
    new: str
    found: str                  # words of a line `bad:`
    variant: str = "r6"
    smp: int = 1
    acpi: bool = True           # where it is, its tables may be on the same pages as SMBIOS's
    dirty: bool = False         # memory is not zero when the PC starts


LIST = [
    Mutation("modules are usable memory", MEMORY, "case MemoryKind::module: return Kind::executable_and_modules;",
             "case MemoryKind::module: return Kind::usable;", "module: kind of memory"),
    Mutation("loader's memory is usable", MEMORY, "case MemoryKind::loader: return Kind::loader;",
             "case MemoryKind::loader: return Kind::usable;", "in reclaimable memory"),
    Mutation("ACPI's tables are not declared", ENVIRONMENT, "memory.declare_table(table.base.value, table.length);",
             "static_cast<void>(table);", "ACPI: "),
    Mutation("SMBIOS is not declared", ENVIRONMENT, "declare_smbios(handover.firmware.tables, memory);", "{}",
             "SMBIOS: ", acpi=False),
    Mutation("executable address off by a page", ANSWERS, "{0, loaded.physical.value, loaded.begin.value}",
             "{0, loaded.physical.value + 4096, loaded.begin.value}", "executable: in one piece"),
    Mutation("RSP is a multiple of 16 too far", ENVIRONMENT, ".stack_top = handover.stack_top,",
             ".stack_top = handover.stack_top - 8,", "RSP is 8 above"),
    Mutation("CR0.NE is set", ENVIRONMENT, "constexpr auto cr0 = Cr0::paging |",
             "constexpr auto cr0 = static_cast<Cr0>(1 << 5) | Cr0::paging |", "CR0 has nothing else"),
    Mutation("another PAT", STATE, "0x0007'0105'0007'0406", "0x0007'0106'0007'0406", "PAT, entries 0 to 5"),
    Mutation("a wrong data segment", STATE, "data_selector = 0x30", "data_selector = 0x20", "DS, ES, FS, GS, SS"),
    Mutation("a wrong descriptor", STATE, "0x0020'9B00'0000'0000", "0x0060'9B00'0000'0000", "a descriptor of the GDT"),
    Mutation("IDTR is not 0", ENVIRONMENT, ".idt = {0, 0}", ".idt = {1, 0}", "IDTR is 0, 0"),
    Mutation("local APIC is not prepared", ENVIRONMENT,
             "local_apic::prepare(report.nmi_pins.all(), own_uid(handover.processors));", "{}", "local APIC: "),
    Mutation("PICs stay unmasked", ENVIRONMENT, "machine::mask_interrupts();", "", "both PICs masked"),
    Mutation("direct map lacks the framebuffer", SPACE, "if (entry.kind == Kind::framebuffer)", "if (false)",
             "framebuffer: mapped whole"),
    Mutation("direct map lacks a page", SPACE, "auto const end = round_up(entry.end(), page_size);",
             "auto const end = round_up(entry.end(), page_size) - (entry.kind == Kind::usable ? page_size : 0);",
             "direct map: an entry of the map is in it"),
    Mutation("direct map has strays", SPACE, "first_revision_without_whole = 3;", "first_revision_without_whole = 7;",
             "direct map: nothing but what belongs there"),
    Mutation("identity map stays", START_PAGE, "mov ecx, [rbx + START_PAGE_PAGE_TABLE_ROOT]",
             "mov ecx, [rbx + START_PAGE_SWITCH_ROOT]", "lower half: nothing is mapped there"),
    Mutation("identity map is missing", SPACE, "if (plan.revision != 0)", "if (plan.revision <= 6)",
             "identity map: ", "r0"),
    Mutation("direct map is not executable", ENTRY, "handover.settings = TRY(read_settings(boot.entry.settings));",
             "handover.settings.direct_map_execute = false;", "direct map: supervisor, read, write, execute"),
    Mutation("framebuffer is not write-combining", SPACE, "Cacheability::write_combining", "Cacheability::uncached",
             "write-combining"),
    Mutation("module's content off by one", MODULES, "module.place = {whole.place};", "module.place = {whole.place + 1};",
             "file: begins with a page"),
    Mutation("module's size off by one", MODULES, "module.size = whole.bytes.size();",
             "module.size = whole.bytes.size() + 1;", "module: size"),
    Mutation("the entry's modules have no strings", MODULES, "TRY(loader.load({path, string, 0, {}, 0}",
             "TRY(loader.load({path, {}, 0, {}, 0}", "module: string"),
    Mutation("the command line is copied", ANSWERS, "structure.string = command_line_;",
             "structure.string = command_line_ + 1;", "executable file: string is the command line"),
    Mutation("paths have no slash", ANSWERS, "file.path = room_.text(path);", "file.path = room_.text(path.substr(1));",
             "file: path begins with a slash"),
    Mutation("partition off by one", ANSWERS, "file.partition_index = partition.number;",
             "file.partition_index = partition.number + 1;", "file: partition"),
    Mutation("pitch is the width's", ANSWERS, "structure.pitch = mode.pitch;", "structure.pitch = mode.pitch + 64;",
             "framebuffer: pitch, as the card has it"),
    Mutation("EDID without its last byte", ANSWERS, "std::ranges::copy(screen.edid, edid.begin());",
             "std::ranges::copy(screen.edid, edid.begin()); edid[127] ^= std::byte{1};", "EDID: header and checksum"),
    Mutation("used revision is not written", REQUESTS, "tag_->used = revision();", "", "second word says"),
    Mutation("unknown revision is confirmed", REQUESTS, "if (requested_ <= newest_base_revision)\n", "",
             "third word left alone", "r99"),
    Mutation("a start marker does not count", REQUESTS, "count_ = 0;\n            tag_ = nullptr;", "",
             "delimiters: a request before", "no-mp"),
    Mutation("an end marker does not count", REQUESTS,
             "if (limine_marks::is_at(at, limine_marks::end))\n            break;",
             "if (limine_marks::is_at(at, limine_marks::end))\n            continue;",
             "delimiters: a request behind", "no-mp"),
    Mutation("one processor is not listed", ANSWERS, ".count = waiting.size(),", ".count = waiting.size() - 1,",
             "MP: as many as", smp=2),
    Mutation("boot processor's id is wrong", ANSWERS, ".boot_lapic_id = local_apic::id(),",
             ".boot_lapic_id = local_apic::id() + 1,", "MP: the boot processor's id"),
    Mutation("stacks overlap", ENVIRONMENT, "TRY(take(processor.stack_top));",
             "processor.stack_top = handover.stack_top - 4096;", "AP: stacks do not overlap", smp=2),
    Mutation("RSDP is physical", ANSWERS, "address(tables.rsdp, revision == 3)", "address(tables.rsdp, revision == 6)",
             "RSDP: "),
    Mutation("RSDP is not physical", ANSWERS, "address(tables.rsdp, revision == 3)", "address(tables.rsdp, false)",
             "RSDP: ", "r3"),
    Mutation("SMBIOS is physical", ANSWERS, "revision == 3 || revision == 4;", "revision >= 3;", "SMBIOS: "),
    Mutation("date off by a day", DATE, "clock.day - 1u;", "clock.day;", "date at boot: at most two minutes ago"),
    Mutation("random values repeat", ANSWERS, "rest = rest.subspan(count);",
             "if (rest.size() > 1)\n            rest[1] = rest[0];\n        rest = rest.subspan(count);",
             "entropy: no value twice"),
    Mutation("executable file is cut", FILE, "    read_up_to(file.size());\n", "", "executable file: "),
    Mutation("the first relocation is not applied", DYNAMIC,
             "for (; !table.empty(); table = table.subspan(sizeof(Relocation)))",
             "for (table = table.subspan(table.empty() ? 0 : sizeof(Relocation)); !table.empty();\n"
             "         table = table.subspan(sizeof(Relocation)))",
             "an exception of the kernel", "pie-low"),
    Mutation("paging mode is wrong", ANSWERS, "handover_.plan.features.five_levels ? 1u : 0u", "1u",
             "paging mode: the answer"),
    Mutation("an I/O APIC's entry is unmasked", IO_APIC,
             "must_be_masked(entry, others) && !(entry & masked))\n"
             "            registers.write(number, (entry & ~read_only) | masked);",
             "i + 1 == entries)\n            registers.write(number, entry & ~(read_only | masked));",
             "I/O APIC: an entry is masked"),
    Mutation("a stale register", START_PAGE, "        xor ecx, ecx\n", "", "general registers are 0"),
    Mutation("a stale register of 64-bit mode", START_PAGE, "        xor r13d, r13d\n", "        mov r13, rsp\n",
             "R8 to R15 are 0"),
    Mutation("carry is set", START_PAGE, "push qword 2 ", "push qword 3 ", "RFLAGS: 3h"),
    Mutation("AP: another PAT", START_PAGE, WAITING,
             while_waiting("mov ecx, 0x277", "mov eax, 0x00070406", "mov edx, eax", "wrmsr", "mov rcx, cr3"),
             "AP: PAT as", smp=2),
    Mutation("AP: CR0.NE is set", START_PAGE, WAITING,
             while_waiting("mov rax, cr0", "or eax, 1 << 5", "mov cr0, rax"), "AP: CR0 as", smp=2),
    Mutation("AP: CR4.PGE is set", START_PAGE, WAITING,
             while_waiting("mov rax, cr4", "or eax, 1 << 7", "mov cr4, rax"), "AP: CR4 as", smp=2),
    Mutation("AP: local APIC is not prepared", START, "local_apic::prepare(model.nmi_pins, model.acpi_uid);", "",
             "local APIC: SVR", smp=2),
    Mutation("AP: TPR is not 0", START, "local_apic::prepare(model.nmi_pins, model.acpi_uid);",
             "local_apic::prepare(model.nmi_pins, model.acpi_uid);\n"
             "    *reinterpret_cast<std::uint32_t volatile*>(0xFEE00080) = 0x20;", "local APIC: TPR", smp=2),
    Mutation("AP: gets the next one's structure", START, "auto const structure = address + used * sizeof place;",
             "auto const structure = address + (used + 1) % waiting.size() * sizeof place;", "AP: ", smp=3),
    Mutation(".bss is not cleared", LOADER, "    bulk::clear(memory_of(kernel, file_end, end));\n", "", ".bss is zero",
             dirty=True),
    Mutation("all segments are writable", SPACE, "for (auto const& mapping : plan.kernel)\n",
             "for (auto mapping : plan.kernel)\n        if (mapping.rights.write = true; true)\n",
             "executable: each segment has the rights"),
    Mutation("all segments are executable", SPACE, "for (auto const& mapping : plan.kernel)\n",
             "for (auto mapping : plan.kernel)\n        if (mapping.rights.execute = true; true)\n",
             "executable: each segment has the rights"),
    Mutation("internal modules in reverse order", MODULES, "internal_file(kernel.view, kernel.requests, index, name)",
             "internal_file(kernel.view, kernel.requests, count - 1 - index, name)",
             "internal module: its string, in order"),
    Mutation("an entry's module comes first", MODULES, "    return loader.result();\n",
             "    std::swap(list[0], list[loader.result().list.size() - 1]);\n    return loader.result();\n",
             "module: string, in the order"),
    Mutation("direct map lacks firmware's tables", MEMORY, "case Kind::reserved_mapped: return revision >= 4;",
             "case Kind::reserved_mapped: return revision > 6;", "direct map: an entry of the map is in it"),
    Mutation("direct map's first 4 GiB have a hole", SPACE, "Stretch stretch{0, whole ? whole_end : 0};",
             "Stretch stretch{0, whole ? whole_end - page_size : 0};", "direct map: the first 4 GiB are in it", "r2"),
    Mutation("stacks lack a page", WISHES, "round_up(std::clamp(wanted, least, most), page_size)",
             "round_up(std::clamp(wanted, least, most), page_size) - page_size", "stacks do not overlap", smp=3),
    Mutation("entry point's request is ignored", RULES,
             "requests.extra(Feature::entry_point, 0).value_or(image.entry.value + slide)", "image.entry.value + slide",
             "entered at the ELF header's entry point"),
    Mutation("colours' masks are swapped", ANSWERS, "for (auto const& [size, shift] : mode.channels)",
             "for (auto const& [shift, size] : mode.channels)", "framebuffer: masks"),
    Mutation("modes are all the first one", ANSWERS, "describe_mode(structures[index], modes[index]);",
             "describe_mode(structures[index], modes[0]);", "modes: the current one"),
    Mutation("TSC's rate is wrong", ANSWERS, "answer(Feature::tsc_frequency, {0, rate});",
             "answer(Feature::tsc_frequency, {0, rate >> 7});", "TSC frequency: within"),
    Mutation("missing modules are listed", MODULES, "if (loaded || !is_absence(loaded.error()))\n        return loaded;",
             "if (!loaded && is_absence(loaded.error()))\n        list_[count_++] = module;\n"
             "    if (loaded || !is_absence(loaded.error()))\n        return loaded;", "modules: two internal ones"),
]
