"""Lists deliberate faults of the loader, each of which the probe kernels of tests/guests/limine must find."""
from dataclasses import dataclass, field

ANSWERS, SPACE = "stage2/protocols/limine/answers.cpp", "stage2/protocols/limine/address_space.cpp"
ENVIRONMENT, REQUESTS = "stage2/protocols/limine/environment.cpp", "stage2/protocols/limine/requests.cpp"
MEMORY, STATE = "stage2/protocols/limine/memory_list.cpp", "stage2/protocols/limine/entry_state.hpp"
FILE, IMAGE = "stage2/protocols/limine/executable_file.cpp", "stage2/protocols/limine/kernel_image.cpp"
MODULES, DATE = "stage2/protocols/limine/modules.cpp", "stage2/protocols/limine/date.hpp"


@dataclass(frozen=True)
class Mutation:
    name: str
    file: str
    old: str                    # occurs once in the file
    new: str
    found: str                  # words of a line `bad:`
    variant: str = "r6"
    smp: int = 1
    machine: dict = field(default_factory=dict)


LIST = [
    Mutation("modules are usable memory", MEMORY, "case MemoryKind::module: return Kind::executable_and_modules;",
             "case MemoryKind::module: return Kind::usable;", "module: kind of memory"),
    Mutation("loader's memory is usable", MEMORY, "case MemoryKind::loader: return Kind::loader;",
             "case MemoryKind::loader: return Kind::usable;", "in reclaimable memory"),
    Mutation("ACPI's tables are not declared", ENVIRONMENT, "memory.declare_table(table.base.value, table.length);",
             "static_cast<void>(table);", "ACPI: "),
    Mutation("SMBIOS is not declared", ENVIRONMENT, "declare_smbios(handover.firmware.tables, memory);", "{}",
             "SMBIOS: "),
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
    Mutation("direct map lacks the framebuffer", SPACE, "if (entry.kind == Kind::framebuffer)", "if (false)", "framebuffer: mapped whole"),
    Mutation("direct map lacks a page", SPACE, "auto const end = round_up(entry.end(), page_size);",
             "auto const end = round_up(entry.end(), page_size) - (entry.kind == Kind::usable ? page_size : 0);",
             "direct map: an entry of the map is in it"),
    Mutation("direct map has strays", SPACE, "first_revision_without_whole = 3;", "first_revision_without_whole = 7;",
             "direct map: nothing but what belongs there"),
    Mutation("identity map stays", SPACE, "if (plan.revision != 0)", "if (plan.revision > 6)",
             "lower half: nothing is mapped there"),
    Mutation("identity map is missing", SPACE, "if (plan.revision != 0)", "if (plan.revision <= 6)",
             "identity map: ", "r0"),
    Mutation("direct map is not executable", ENVIRONMENT, "plan.execute = handover.settings.direct_map_execute;",
             "plan.execute = false;", "direct map: supervisor, read, write, execute"),
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
             "delimiters: a request before"),
    Mutation("an end marker does not count", REQUESTS, "if (mark == Mark::end)\n            break;",
             "if (mark == Mark::end)\n            continue;", "bad: "),
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
    Mutation("relocations are not applied", IMAGE,
             "TRY(elf_dynamic::relocate_with_symbols(room.image, kernel.view.bytes, loaded.slide, path));", "",
             "bad: ", "pie-low"),
    Mutation("paging mode is wrong", ANSWERS, "handover_.plan.features.five_levels ? 1u : 0u", "1u",
             "paging mode: the answer"),
]
