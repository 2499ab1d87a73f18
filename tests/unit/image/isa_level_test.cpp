// SPDX-License-Identifier: BSD-2-Clause
// Tests the detection of the x86-64 level that a kernel is built for, in a property made by hand or by ld, and of the
// features that a processor lacks.
#include "stage2/image/isa_level.hpp"

#include "disk/kernel_tools/kernel_file.hpp"
#include "longmode/isa_levels.hpp"
#include "stage2/talk/error_text.hpp"
#include "tests/unit/elf_builder.hpp"
#include "tests/unit/note_bytes.hpp"

#include <gtest/gtest.h>

namespace {

using errors::Code;
using note_bytes::words;
using Numbers = std::array<std::uint64_t, 3>;

constexpr std::uint32_t needed = isa_level::isa_1_needed;

Result<notes::Findings> read_properties(note_bytes::File const& properties)
{
    return note_bytes::read(note_bytes::note(note_bytes::gnu, 5, properties, 8), 8);
}

void expect_level(note_bytes::File const& properties, std::uint32_t level)
{
    auto const findings = read_properties(properties);
    ASSERT_TRUE(findings) << error_text::why(findings.error()).view();
    EXPECT_EQ(findings->isa_level, level);
}

void expect_refusal(note_bytes::File const& properties, Code code, Numbers numbers)
{
    auto const findings = read_properties(properties);
    ASSERT_FALSE(findings);
    EXPECT_EQ(findings.error()->code, code) << error_text::why(findings.error()).view();
    EXPECT_EQ(findings.error()->numbers, numbers);
}

TEST(IsaLevel, IsTheHighestBitOfTheProperty)
{
    expect_level({}, 0);
    expect_level(words({needed, 4, 0, 0}), 0);
    expect_level(words({needed, 4, 1, 0}), 1);
    expect_level(words({needed, 4, 2, 0}), 2);
    expect_level(words({needed, 4, 4, 0}), 3);
    expect_level(words({needed, 4, 7, 0}), 3);
    expect_level(words({needed, 4, 8, 0}), 4);
}

TEST(IsaLevel, IsFoundAmongOtherProperties)
{
    expect_level(words({0xC0000002, 4, 3, 0, needed, 4, 2, 0, 0xC0010002, 4, 0xF, 0}), 2);
    expect_level(words({1, 8, 0x1000, 0, needed, 4, 8}), 4); // the last one's padding may be missing
    expect_level(words({0xC0010002, 4, 0xF, 0}), 0);         // ISA_1_USED: what it has, not what it needs
}

TEST(IsaLevel, IsRefusedWhenThePropertiesAreBroken)
{
    expect_refusal(words({needed}), Code::isa_note_malformed, {0, 4});
    expect_refusal(words({needed, 4}), Code::isa_note_malformed, {0, 8});
    expect_refusal(words({1, 0, needed, 12, 4, 0}), Code::isa_note_malformed, {8, 24});
    expect_refusal(words({1, 0xFFFFFFFF, 0, 0}), Code::isa_note_malformed, {0, 16});
    expect_refusal(words({needed, 8, 4, 0}), Code::isa_note_malformed, {0, 16});
    expect_refusal(words({needed, 4, 0x11, 0}), Code::isa_level_unknown, {0x11, 4});
}

// Both with a PT_NOTE and a PT_GNU_PROPERTY around the same bytes.
TEST(IsaLevel, IsReadFromWhatLdWrites)
{
    for (auto const& [flag, level] : {std::pair{"-z x86-64-baseline", 1u},
                                      {"-z x86-64-v2", 2u},
                                      {"-z x86-64-v3", 3u},
                                      {"-z x86-64-v4", 4u},
                                      {"", 0u}}) {
        auto const file = elf_builder::build("extern \"C\" void _start() { for (;;); }", "", flag);
        auto const kernel = kernel_file::parse(file, "k");
        ASSERT_TRUE(kernel);
        EXPECT_EQ(kernel->findings.isa_level, level);
        EXPECT_EQ(kernel->notes.size(), level == 0 ? 0u : 2u);
    }
}

std::string missing(requirements::Processor const& processor, std::uint32_t level)
{
    text::Sentence names;
    bool const lacks = isa_levels::append_missing(processor, level, names);
    EXPECT_EQ(lacks, !names.view().empty());
    return std::string(names.view());
}

TEST(IsaLevels, NameAllThatAProcessorLacks)
{
    requirements::Processor bare{};
    auto const v2 = std::string("CMPXCHG16B, LAHF-SAHF, POPCNT, SSE3, SSE4.1, SSE4.2, SSSE3");
    auto const v3 = v2 + ", AVX, AVX2, BMI1, BMI2, F16C, FMA, LZCNT, MOVBE, OSXSAVE";
    EXPECT_EQ(missing(bare, 0), "");
    EXPECT_EQ(missing(bare, 1), "");
    EXPECT_EQ(missing(bare, 2), v2);
    EXPECT_EQ(missing(bare, 3), v3);
    EXPECT_EQ(missing(bare, 4), v3 + ", AVX512F, AVX512BW, AVX512CD, AVX512DQ, AVX512VL");
}

// CPUID words of real models, from QEMU's tables (target/i386/cpu.c) by name.
TEST(IsaLevels, KnowProcessors)
{
    requirements::Processor nehalem{};
    nehalem.features.ecx = 0x0098'2201; // SSE3, SSSE3, CX16, SSE4.1, SSE4.2, POPCNT
    nehalem.extended_features.ecx = 1;
    EXPECT_EQ(missing(nehalem, 2), "");
    EXPECT_EQ(missing(nehalem, 3), "AVX, AVX2, BMI1, BMI2, F16C, FMA, LZCNT, MOVBE, OSXSAVE");

    auto haswell = nehalem;
    haswell.features.ecx |= 1u << 12 | 1u << 22 | 1u << 26 | 1u << 28 | 1u << 29;
    haswell.structured_features.ebx = 1u << 3 | 1u << 5 | 1u << 8;
    haswell.extended_features.ecx |= 1u << 5;
    EXPECT_EQ(missing(haswell, 3), "");
    EXPECT_EQ(missing(haswell, 4), "AVX512F, AVX512BW, AVX512CD, AVX512DQ, AVX512VL");
    haswell.structured_features.ebx &= ~(1u << 8);
    EXPECT_EQ(missing(haswell, 3), "BMI2");
}

} // namespace
