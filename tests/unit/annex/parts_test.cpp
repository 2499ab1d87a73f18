// SPDX-License-Identifier: BSD-2-Clause
// Tests when the parts of the annex are unpacked: before their first use, and again after other parts that share their
// memory.
#include "stage2/annex/parts.hpp"

#include "include/layout.hpp"
#include "stage2/annex/unpack_block.hpp"
#include "tests/fake_machine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>

namespace {

struct PackedPart : annex::AnyPart {
    PackedPart(std::byte* begin, std::byte const* end, std::uint32_t block) : AnyPart(begin, end, block) {}

    // What the part's memory begins with when the part has been used.
    char use() { return *static_cast<char const*>(entry()); }
};
static_assert(sizeof(PackedPart) == sizeof(annex::AnyPart)); // so they can be a list of AllParts

class AnnexParts : public testing::Test {
protected:
    AnnexParts()
    {
        memory.fill(std::byte{'.'});
        for (std::size_t number = 0; number != blocks.size(); ++number) // each block has its part's name
            std::ranges::fill(machine.at(layout::annex_end - annex_facts.size + block(number), 100),
                              std::byte(blocks[number]));
        annex::all_parts = {parts.data(), parts.data() + parts.size()};
    }
    ~AnnexParts() override { annex::all_parts = {}; }

    static constexpr std::uint32_t block(std::size_t number) { return static_cast<std::uint32_t>(200 + 100 * number); }
    PackedPart part(std::size_t number, std::size_t begin, std::size_t end)
    {
        return {&memory[begin], memory.data() + end, block(number)};
    }
    std::string contents() const { return {reinterpret_cast<char const*>(memory.data()), memory.size()}; }

    static constexpr std::string_view blocks = "FLMC"; // the first part, two others, and one in the memory of both
    FakeMachine machine;
    std::array<std::byte, 12> memory;
    std::array<PackedPart, 4> parts{part(0, 0, 3), part(1, 3, 6), part(2, 6, 11), part(3, 3, 8)};
    PackedPart &first = parts[0], &linux = parts[1], &multiboot = parts[2], &choice = parts[3];
};

TEST_F(AnnexParts, AreUnpackedToTheirMemory)
{
    EXPECT_EQ(linux.use(), 'L');
    EXPECT_EQ(contents(), "...LLL......");
    EXPECT_EQ(first.use(), 'F');
    EXPECT_EQ(contents(), "FFFLLL......");
}

TEST_F(AnnexParts, AreUnpackedOnce)
{
    linux.use();
    memory[3] = std::byte{'v'}; // a variable of the part
    EXPECT_EQ(linux.use(), 'v');
}

TEST_F(AnnexParts, AreUnpackedAgainAfterAPartInTheirMemory)
{
    choice.use();
    EXPECT_EQ(linux.use(), 'L');
    EXPECT_EQ(choice.use(), 'C'); // overwritten by a part that begins where it begins
    EXPECT_EQ(contents(), "...CCCCC....");
    EXPECT_EQ(multiboot.use(), 'M');
    EXPECT_EQ(choice.use(), 'C');
    EXPECT_EQ(contents(), "...CCCCCMMM."); // overwritten by one at its end
    EXPECT_EQ(linux.use(), 'L');
    EXPECT_EQ(multiboot.use(), 'M');
    EXPECT_EQ(contents(), "...LLLMMMMM.");
}

TEST_F(AnnexParts, StayUnpackedAfterNeighbours)
{
    linux.use();
    memory[3] = std::byte{'v'};
    first.use();
    multiboot.use();
    EXPECT_EQ(linux.use(), 'v');
}

} // namespace
