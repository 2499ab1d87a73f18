// SPDX-License-Identifier: BSD-2-Clause
// Looks at the first bytes of a file, as the loader does, and in a kernel of farjump's form for Limine's requests.
#include "disk/kernel_tools/guest_file.hpp"

#include "disk/kernel_tools/kernel_file.hpp"
#include "disk/kernel_tools/limine_verdict.hpp"
#include "stage2/image/explanation.hpp"
#include "stage2/protocols/limine/image_rules.hpp"

#include <algorithm>

namespace guest_file {
namespace {

using errors::Code;
using file_kind::Kind;

// Whether Limine's protocol allows what farjump's does not, and the file has requests. A refusal with another reason than
// that there are none is a refusal of such a kernel.
bool is_limines(Bytes file, std::string_view name)
{
    auto const facts = limine_verdict::examine(file, name);
    return facts || facts.error()->code != Code::limine_no_requests;
}

} // namespace

Protocol of_refused(Bytes file, std::string_view name)
{
    auto const [error, has_farjump_note] = kernel_file::attempt(file, name);
    if (has_farjump_note)
        return Protocol::none;
    if (error && error->code == Code::kernel_of_other_kind && error->numbers[0] == std::to_underlying(Kind::limine))
        return Protocol::limine;
    switch (file_kind::of_start(file.first(std::min(file.size(), file_kind::start_size)))) {
    case Kind::linux_image: return Protocol::linux;
    case Kind::multiboot:
    case Kind::multiboot2: return Protocol::multiboot;
    case Kind::limine: return Protocol::limine;
    case Kind::unknown:
        return error && limine::may_allow(error->code) && is_limines(file, name) ? Protocol::limine : Protocol::none;
    default: return Protocol::none;
    }
}

std::string words(Protocol protocol)
{
    switch (protocol) {
    case Protocol::linux: return "a Linux kernel";
    case Protocol::limine: return "a Limine kernel";
    default: return "a Multiboot kernel";
    }
}

} // namespace guest_file
