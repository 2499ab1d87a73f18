// SPDX-License-Identifier: BSD-2-Clause
// Loads a kernel with all the steps of core and annex (stage2/protocols/farjump/farjump.cpp).
#pragma once

#include "stage2/image/elf_dynamic.hpp"
#include "stage2/image/explanation.hpp"
#include "stage2/image/isa_check.hpp"
#include "stage2/image/old_seal.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/protocols/farjump/kernel_loader.hpp"

inline Result<LoadedKernel> kernel_loaded_and_relocated(File& file, LoadContext const& context)
{
    auto const kernel = TRY(load_kernel(file, context));
    TRY(verify_seal(kernel, context.room, {.old_checksum = old_seal::checksum}, context.path));
    TRY(isa_check::check(kernel.isa_level, context.processor, context.path));
    if (kernel.position_independent)
        TRY(elf_dynamic::relocate(context.room.image, physical_memory(kernel.physical, kernel.size), kernel.slide,
                                  context.path));
    return kernel;
}

inline Result<LoadedKernel> kernel_from(File& file, LoadContext const& context)
{
    auto const kernel = kernel_loaded_and_relocated(file, context);
    if (kernel)
        return kernel;
    Error const error = kernel.error();
    if (!context.room.has_farjump_note && error.code >= errors::Code::elf_too_short) {
        MutableBytes const room{context.room.notes};
        auto const start =
            room.first(static_cast<std::size_t>(std::min<std::uint64_t>(file_kind::start_size, file.size())));
        TRY(file.read(0, start));
        TRY(file_kind::explain(error, file_kind::of_start(start), context.path));
    }
    return fail(error);
}
