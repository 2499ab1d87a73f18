// SPDX-License-Identifier: BSD-2-Clause
#include "tests/guests/multiboot/mutations.hpp"

#include "tests/guests/multiboot/checks.hpp"
#include "tests/guests/multiboot/com1.hpp"
#include "tests/guests/multiboot/read_answer.hpp"

namespace guest {
namespace {

struct Score {
    std::uint32_t found, missed;
};

void run_one(Mutation const& mutation, Score& score)
{
    Report before{true}, damaged{true}, after{true};
    auto const answer = check_all(before);
    Damage damage;
    bool const is_given = mutation.apply(damage, answer);
    if (is_given)
        check_all(damaged);
    damage.undo();
    check_all(after);
    bool const is_found = damaged.failures(mutation.topic) > before.failures(mutation.topic);
    bool const is_restored = after.failures() == before.failures() && damage.has_room();
    com1::print("MB MUTATION ", mutation.name, ": ");
    if (!is_given)
        com1::print("no such part\n");
    else if (!is_restored)
        com1::print("NOT RESTORED\n");
    else
        com1::print(is_found ? "found by " : "MISSED by ", name_of(mutation.topic), "\n");
    if (is_given)
        ++(is_found && is_restored ? score.found : score.missed);
}

void run_list(std::span<Mutation const> list, Score& score)
{
    for (auto const& each : list)
        run_one(each, score);
}

} // namespace

void Damage::set_byte(Address address, std::uint8_t value)
{
    if (!has_room())
        return;
    before_[count_++] = {address, read<std::uint8_t>(address)};
    *reinterpret_cast<std::uint8_t volatile*>(address) = value;
}

void Damage::undo()
{
    for (auto i = count_; i > 0; --i)
        *reinterpret_cast<std::uint8_t volatile*>(before_[i - 1].address) = before_[i - 1].value;
}

void run_mutations()
{
    Score score{};
    run_list(machine_mutations(), score);
    run_list(answer_mutations(), score);
    run_list(expectation.protocol == 1 ? multiboot1_mutations() : multiboot2_mutations(), score);
    run_list(screen_mutations(), score);
    run_list(expects_graphics() ? graphics_mutations() : text_mutations(), score);
    com1::print("MB mutations: ");
    com1::print_decimal(score.found);
    com1::print(" found, ");
    com1::print_decimal(score.missed);
    com1::print(" missed\n");
}

} // namespace guest
