// The table of the annex's entry points. annex.ld places it at the annex's start.
#include "stage2/annex/table.hpp"

#include "include/errors.hpp"
#include "stage2/image/old_seal.hpp"
#include "stage2/packed/unpack.hpp"

namespace annex {

[[gnu::used, gnu::section(".entry_points")]] constinit EntryPoints const entry_points{
    .errors = errors::annex_descriptions,
    .report_partitions = partition_report::fail,
    .unpack = packed::unpack,
    .load_guest = guests::load,
    .load_other = guests::load_other,
    .check_isa = isa_check::check,
    .relocate = elf_dynamic::relocate,
    .old_checksum = old_seal::checksum,
    .load_modules = module_loader::load,
    .choose_screen = screen_choice::choose,
};

} // namespace annex
