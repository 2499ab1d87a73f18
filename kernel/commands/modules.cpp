// SPDX-License-Identifier: BSD-2-Clause
// Prints the kernel's modules.

#include "kernel/commands/modules.hpp"

#include "kernel/commands/checksum.hpp"
#include "kernel/console/console.hpp"

#include <span>
#include <string_view>

void print_modules(farjump::BootInfo const& info)
{
    console::Line line;
    for (auto const& module : std::span{info.modules.list.get(), info.modules.count}) {
        auto const* const bytes = static_cast<std::byte const*>(module.address.get());
        line.clear();
        line << "kernel: module ";
        line.hex(checksum_of({bytes, module.size}), 8) << "h at ";
        line.hex(module.physical, 12) << "h, ";
        line.decimal(module.size) << " bytes, " << std::string_view{module.name.get()};
        console::print(line);
    }
}
