// SPDX-License-Identifier: BSD-2-Clause
// Tests the page tables: each access that they forbid must fault, with the right address and error code.
// Intel SDM Vol. 3A, "Interrupt 14—Page-Fault Exception".

#include "kernel/check/check.hpp"

#include "kernel/check/provoke.hpp"
#include "kernel/exceptions/exceptions.hpp"
#include "kernel/notes/wishes.hpp"

#include <array>

extern "C" std::byte const kernel_text_begin[];

namespace check {
namespace {

using provoke::Fault;

// The page fault's error code.
constexpr std::uint64_t not_present = 0;
constexpr std::uint64_t protection = 1u << 0;
constexpr std::uint64_t write = 1u << 1;
constexpr std::uint64_t fetch = 1u << 4;

constexpr std::uint8_t return_instruction = 0xC3; // executed if the jump to data succeeds
constinit std::uint8_t const constant_code = return_instruction;
constinit std::uint8_t variable_code = return_instruction;

VirtAddr address_of(std::uint8_t const& byte)
{
    return {reinterpret_cast<std::uint64_t>(&byte)};
}

void must_fault(Report& report, std::string_view words, std::optional<Fault> const& fault, VirtAddr address,
                std::uint64_t error_code)
{
    if (!fault || fault->vector != exceptions::page_fault)
        return report.promise(words, false);
    if (fault->address != address)
        return report.equal(words, fault->address.value, address.value);
    report.equal(words, fault->error_code, error_code);
}

void reading(Report& report, farjump::BootInfo const& info)
{
    VirtAddr const null{0};
    must_fault(report, "reading through a null pointer faults", provoke::read(null), null, not_present);
    VirtAddr const guard{info.stack_base - 1};
    must_fault(report, "reading below the stack faults", provoke::read(guard), guard, not_present);
    VirtAddr const guard_end{info.stack_base - info.stack_guard_size};
    must_fault(report, "reading at the guard's far end faults", provoke::read(guard_end), guard_end, not_present);
}

void writing(Report& report, Evidence const& evidence)
{
    auto const& info = evidence.info;
    VirtAddr const code{reinterpret_cast<std::uint64_t>(kernel_text_begin)};
    must_fault(report, "writing to code faults", provoke::write(code), code, protection | write);
    auto const constant = address_of(constant_code);
    must_fault(report, "writing to a constant faults", provoke::write(constant), constant, protection | write);
    if (wishes.flags & farjump::wish_read_only_direct_map) {
        auto const shown = evidence.memory.virtual_of(evidence.tables.physical_of(code).value_or(PhysAddr{}));
        must_fault(report, "writing to code through the direct map faults", provoke::write(shown), shown,
                   protection | write);
    }
    VirtAddr const identity{info.identity_page};
    must_fault(report, "writing to the identity page faults", provoke::write(identity), identity, protection | write);
}

void executing(Report& report, Evidence const& evidence)
{
    std::uint8_t local_code = return_instruction;
    auto const constant = address_of(constant_code);
    auto const variable = address_of(variable_code);
    auto const local = address_of(local_code);
    must_fault(report, "executing a constant faults", provoke::execute(constant), constant, protection | fetch);
    must_fault(report, "executing a variable faults", provoke::execute(variable), variable, protection | fetch);
    must_fault(report, "executing the stack faults", provoke::execute(local), local, protection | fetch);

    auto const shown = evidence.tables.physical_of(variable);
    VirtAddr const direct = evidence.memory.virtual_of(shown.value_or(PhysAddr{}));
    must_fault(report, "executing through the direct map faults", provoke::execute(direct), direct, protection | fetch);
}

} // namespace

void faults(Report& report, Evidence const& evidence)
{
    reading(report, evidence.info);
    writing(report, evidence);
    if (evidence.info.no_execute)
        executing(report, evidence);
}

} // namespace check
