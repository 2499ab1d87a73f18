// SPDX-License-Identifier: BSD-2-Clause
// The table of the annex's entry points. annex.ld places it at the annex's start.
#include "stage2/annex/table.hpp"

#include "stage2/annex/parts.hpp"
#include "stage2/image/old_seal.hpp"

namespace annex {

namespace {

std::span<errors::Description const> descriptions()
{
    return words_part.use();
}

Result<File*> unpack(File& file, MemoryMap& memory, std::string_view path)
{
    return packed_part.use().unpack(file, memory, path);
}

farjump_protocol::ProcessorCalls const& processors()
{
    return processors_part.use().for_farjump;
}

Result<void> choose_entry(Boot& boot, choice::Cause cause)
{
    return TRY(choice_part.use(boot))->choose(boot, cause);
}

} // namespace

[[gnu::used, gnu::section(".entry_points")]] constinit EntryPoints const entry_points{
    .errors = descriptions,
    .report_partitions = partition_report::fail,
    .unpack = unpack,
    .load_guest = guests::load,
    .load_other = guests::load_other,
    .check_isa = isa_check::check,
    .relocate = elf_dynamic::relocate,
    .old_checksum = old_seal::checksum,
    .load_modules = module_loader::load,
    .choose_screen = screen_choice::choose,
    .processors = processors,
    .choose_entry = choose_entry,
};

} // namespace annex
