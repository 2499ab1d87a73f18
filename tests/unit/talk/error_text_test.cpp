// SPDX-License-Identifier: BSD-2-Clause
// Tests the texts of errors: every placeholder is filled, and every text uses only placeholders that exist.
#include "stage2/talk/error_text.hpp"

#include "include/errors.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

using errors::Code;

namespace {

std::string why(Code code, std::array<std::uint64_t, 3> numbers, std::string_view name)
{
    return std::string(error_text::why({code, numbers, name}).view());
}

} // namespace

TEST(ErrorText, FillsDecimalNumbersWithSeparators)
{
    EXPECT_EQ(why(Code::elf_file_cut, {2, 51712, 4207336}, "/boot/kernel.elf"),
              "/boot/kernel.elf is cut: segment 2 ends at byte 51,712, the file at 4,207,336");
}

TEST(ErrorText, FillsHexadecimalNumbersWithAnH)
{
    EXPECT_EQ(why(Code::elf_entry_not_executable, {0xFFFFFFFF80001A3F}, "k"),
              "k: the entry point FFFFFFFF80001A3Fh is not in an executable segment");
    EXPECT_EQ(why(Code::disk_read_failed, {0x80, 1234567, 0x20}, "controller failed"),
              "drive 80h, LBA 1,234,567: BIOS status 20h (controller failed)");
}

TEST(ErrorText, ShowsTheLargestNumbersWhole)
{
    EXPECT_EQ(why(Code::elf_file_cut, {0, ~0ull, 0}, "k"),
              "k is cut: segment 0 ends at byte 18,446,744,073,709,551,615, the file at 0");
}

TEST(ErrorText, SaysWhatIsWrongWithALongNameToo)
{
    auto const path = "/" + std::string(1000, 'p') + "/kernel.elf";
    auto const sentence = why(Code::file_not_found, {}, path);
    EXPECT_EQ(sentence, path.substr(0, 88) + "..." + path.substr(path.size() - 88) + " is not on the volume");
}

TEST(ErrorText, LeavesOutNothingOfANameThatIsTheWholeMessage)
{
    std::string const lacks = "a processor lacks " + std::string(300, 'x');
    EXPECT_EQ(why(Code::processor_lacks_features, {}, lacks), lacks);
}

TEST(ErrorText, TakesBracesInANameAsTheyAre)
{
    EXPECT_EQ(why(Code::file_not_found, {}, "/{0}"), "/{0} is not on the volume");
}

TEST(ErrorText, NamesCodesWithFourDigits)
{
    EXPECT_EQ(error_text::code_name(Code::stage2_unreadable).view(), "FJ-0101");
    EXPECT_EQ(error_text::code_name(Code::seal_broken).view(), "FJ-0741");
}

TEST(ErrorText, EveryDescriptionUsesOnlyPlacesThatExistAndHasAHint)
{
    std::set<Code> codes;
    for (auto const& description : errors::core_descriptions) {
        auto const sentence = why(description.code, {1, 2, 3}, "x");
        EXPECT_EQ(sentence.find_first_of("{}"), std::string::npos) << sentence;
        EXPECT_FALSE(error_text::hint(description.code).empty()) << sentence;
        EXPECT_TRUE(codes.insert(description.code).second) << sentence << ": described twice";
    }
}
