// The promise that memory called usable is RAM: it is written and read back.

#include "kernel/check/check.hpp"

#include "kernel/memory/memory_ranges.hpp"

#include <algorithm>

namespace check {
namespace {

using farjump::MemoryKind;
using farjump::MemoryRange;

// Pages spread evenly over a range, its first and its last among them. All pages would take an emulator minutes.
class Sample {
public:
    static constexpr std::uint64_t most = 64;

    explicit Sample(MemoryRange const& range)
        : base_(range.base), pages_(range.length / 4_KiB), count_(std::min(pages_, most))
    {}

    std::uint64_t size() const { return count_; }
    PhysAddr operator[](std::uint64_t index) const
    {
        auto const page = count_ == 1 ? 0 : index * (pages_ - 1) / (count_ - 1);
        return {base_ + page * 4_KiB};
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

// Each word is told its own address, in a form that no empty bus answers. Only when all have been told are they asked:
// two addresses that reach the same RAM would give the same answer.
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
    constexpr PhysAddr low{0x500}; // free: just behind the BIOS data area
    constexpr PhysAddr high = low + 1_MiB;
    if (!evidence.tables.page_at(evidence.memory.virtual_of(high)))
        return; // no RAM there to compare with
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
    if (!memory_as_promised) // a write might hit what only looks usable: page tables, this kernel
        return report.promise("usable memory (not written to, because of what is broken above)", false);
    report.none("usable memory remembers what is written to it", first_not_remembering(evidence));
}

} // namespace check
