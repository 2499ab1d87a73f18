// SPDX-License-Identifier: BSD-2-Clause
// Checks the promise that usable memory is RAM: writes to it and reads back.

#include "kernel/check/check.hpp"

#include "kernel/memory/memory_ranges.hpp"

#include <algorithm>

namespace check {
namespace {

using farjump::MemoryKind;
using farjump::MemoryRange;

// Pages at equal distances in a range, including the first and the last. All pages would take minutes in an emulator.
class Sample {
public:
    static constexpr std::uint64_t most = 64;

    explicit Sample(MemoryRange const& range)
        : base_(range.base), pages_(range.length / page_size), count_(std::min(pages_, most))
    {}

    std::uint64_t size() const { return count_; }
    PhysAddr operator[](std::uint64_t index) const
    {
        auto const page = count_ == 1 ? 0 : index * (pages_ - 1) / (count_ - 1);
        return {base_ + page * page_size};
    }

private:
    std::uint64_t base_;
    std::uint64_t pages_;
    std::uint64_t count_;
};

// Calls `act` with each sampled word and its address; ends at the first `false`.
template <typename Act>
std::optional<std::uint64_t> each_sampled(Evidence const& evidence, Act act)
{
    for (auto const& range : evidence.ranges) {
        if (range.kind != MemoryKind::usable)
            continue;
        Sample const sample{range};
        for (std::uint64_t i = 0; i < sample.size(); ++i)
            if (!act(*evidence.memory.at<std::uint64_t>(sample[i]), sample[i].value))
                return sample[i].value;
    }
    return std::nullopt;
}

// Writes its address to each word, in a form that an empty bus does not return. Reads start after all writes, so that
// two addresses of the same RAM are detected.
constexpr std::uint64_t answer_of(std::uint64_t physical)
{
    return ~physical ^ 0xA5A5'5A5A'0000'0000;
}

std::optional<std::uint64_t> first_not_remembering(Evidence const& evidence)
{
    each_sampled(evidence, [](auto volatile& word, std::uint64_t physical) {
        word = answer_of(physical);
        return true;
    });
    auto const offender =
        each_sampled(evidence, [](auto volatile& word, std::uint64_t physical) { return word == answer_of(physical); });
    each_sampled(evidence, [](auto volatile& word, std::uint64_t) {
        word = 0;
        return true;
    });
    return offender;
}

// With address line 20 held low, an address in an odd MiB reaches the same byte as the one 1 MiB below.
void a20(Report& report, Evidence const& evidence)
{
    constexpr PhysAddr low{0x500}; // unused, behind the BIOS data area
    constexpr PhysAddr high = low + 1_MiB;
    if (!evidence.tables.page_at(evidence.memory.virtual_of(high)))
        return; // no RAM to compare with
    auto volatile& low_word = *evidence.memory.at<std::uint32_t>(low);
    auto volatile& high_word = *evidence.memory.at<std::uint32_t>(high);
    auto const before = low_word;
    low_word = ~high_word;
    bool const apart = high_word != low_word;
    low_word = before;
    report.promise("the A20 gate is open", apart);
}

} // namespace

void usable_memory(Report& report, Evidence const& evidence, bool memory_as_promised)
{
    a20(report, evidence);
    if (!memory_as_promised) // a write could destroy page tables or this kernel
        return report.promise("usable memory (not tested, because of the broken promises above)", false);
    report.none("usable memory keeps what is written to it", first_not_remembering(evidence));
}

} // namespace check
