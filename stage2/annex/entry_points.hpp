// What the core calls in the annex: a table at the annex's start. The other way, the annex calls the core's functions
// by their names; docs/rooms.toml says which rooms it may use.
#pragma once

#include "include/result.hpp"
#include "stage2/image/elf_dynamic.hpp"
#include "stage2/image/explanation.hpp"
#include "stage2/image/isa_check.hpp"
#include "stage2/image/modules.hpp"
#include "stage2/partitions/partition_report.hpp"
#include "stage2/screen/screen_choice.hpp"
#include "stage2/storage/file.hpp"

#include <span>

namespace errors {
struct Description; // include/errors.hpp
}

namespace annex {

struct EntryPoints {
    std::span<errors::Description const> errors; // words for those that only the annex finds
    decltype(partition_report::fail)* report_partitions;
    Result<File*> (*unpack)(File& file, MemoryMap& memory, std::string_view path); // stage2/packed/unpack.hpp
    decltype(file_kind::explain)* explain_file;
    decltype(isa_check::check)* check_isa;
    decltype(elf_dynamic::relocate)* relocate;
    decltype(module_loader::load)* load_modules;
    decltype(screen_choice::choose)* choose_screen;
};

} // namespace annex
