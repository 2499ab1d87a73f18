// SPDX-License-Identifier: BSD-2-Clause
// Makes accesses that the page tables must forbid. The return from a fault works like a longjmp: before the access,
// provoke.asm saves its stack pointer and the address to continue at.

#include "kernel/check/provoke.hpp"

#include "include/x86/control.hpp"
#include "kernel/exceptions/exceptions.hpp"

namespace provoke {

// Written by provoke.asm, in this order.
struct Resume {
    std::uint64_t instruction; // 0: the fault has been recorded
    std::uint64_t stack;
};

extern "C" {
void provoke_read(std::uint64_t address, Resume* resume);
void provoke_write(std::uint64_t address, Resume* resume);
void provoke_execute(std::uint64_t address, Resume* resume);
}

namespace {

constinit Resume resume{};
constinit std::optional<Fault> fault;

// The exception handler: records the fault and continues behind the access. A second fault is not handled.
bool record_fault(exceptions::Frame& frame)
{
    if (resume.instruction == 0)
        return false;
    fault = Fault{frame.vector, frame.error_code, VirtAddr{x86::read_cr2()}, VirtAddr{frame.rip}};
    frame.rip = resume.instruction;
    frame.rsp = resume.stack;
    resume = {};
    return true;
}

template <typename Attempt>
std::optional<Fault> attempt(Attempt attempt, VirtAddr address)
{
    fault.reset();
    exceptions::handle_with(record_fault);
    attempt(address.value, &resume);
    exceptions::handle_with(nullptr);
    resume = {};
    return fault;
}

} // namespace

std::optional<Fault> read(VirtAddr address)
{
    return attempt(provoke_read, address);
}

std::optional<Fault> write(VirtAddr address)
{
    return attempt(provoke_write, address);
}

std::optional<Fault> execute(VirtAddr address)
{
    return attempt(provoke_execute, address);
}

} // namespace provoke
