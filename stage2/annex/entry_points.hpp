// SPDX-License-Identifier: BSD-2-Clause
// The table at the annex's start with the functions that the core calls. Conversely, the annex calls the core's
// functions by name; docs/rooms.toml lists the rooms that it may use.
#pragma once

#include "include/result.hpp"
#include "stage2/choice/choice.hpp"
#include "stage2/image/elf_dynamic.hpp"
#include "stage2/image/isa_check.hpp"
#include "stage2/image/seal.hpp"
#include "stage2/modules/modules.hpp"
#include "stage2/partitions/partition_report.hpp"
#include "stage2/protocols/farjump/processors.hpp"
#include "stage2/protocols/guests.hpp"
#include "stage2/screen/screen_choice.hpp"
#include "stage2/storage/file.hpp"
#include "stage2/talk/error_text.hpp"

namespace annex {

struct EntryPoints {
    error_text::More* errors; // descriptions of the errors that only the annex reports
    decltype(partition_report::fail)* report_partitions;
    Result<File*> (*unpack)(File& file, MemoryMap& memory, std::string_view path); // stage2/packed/unpack.hpp
    decltype(guests::load)* load_guest;
    decltype(guests::load_other)* load_other;
    decltype(isa_check::check)* check_isa;
    decltype(elf_dynamic::relocate)* relocate;
    seal::OldChecksum* old_checksum;
    decltype(module_loader::load)* load_modules;
    decltype(screen_choice::choose)* choose_screen;
    farjump_protocol::ProcessorCalls const& (*processors)();
    decltype(choice::choose)* choose_entry;
};

} // namespace annex
