// The modules that the kernel was given, one by one.

#include "kernel/commands/modules.hpp"

#include "kernel/console/console.hpp"
#include "kernel/crc32.hpp"

#include <span>
#include <string_view>

void print_modules(farjump::BootInfo const& info)
{
    console::Line line;
    for (auto const& module : std::span{info.modules.list.get(), info.modules.count}) {
        auto const* const bytes = static_cast<unsigned char const*>(module.address.get());
        line.clear();
        line << "kernel: module ";
        line.hex(crc32({bytes, module.size}), 8) << "h at ";
        line.hex(module.physical, 12) << "h, ";
        line.decimal(module.size) << " bytes, " << std::string_view{module.name.get()};
        console::print(line);
    }
}
