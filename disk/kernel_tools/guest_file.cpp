// Looks at the first bytes of a file, as the loader does.
#include "disk/kernel_tools/guest_file.hpp"

#include "disk/kernel_tools/kernel_file.hpp"
#include "stage2/image/explanation.hpp"

#include <algorithm>

namespace guest_file {

Protocol of_refused(Bytes file, std::string_view name)
{
    if (kernel_file::has_farjump_note(file, name))
        return Protocol::none;
    switch (file_kind::of_start(file.first(std::min(file.size(), file_kind::start_size)))) {
    case file_kind::Kind::linux_image: return Protocol::linux;
    case file_kind::Kind::multiboot:
    case file_kind::Kind::multiboot2: return Protocol::multiboot;
    default: return Protocol::none;
    }
}

std::string words(Protocol protocol)
{
    return protocol == Protocol::linux ? "a Linux kernel" : "a Multiboot kernel";
}

} // namespace guest_file
