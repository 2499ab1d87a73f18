// SPDX-License-Identifier: BSD-2-Clause
// Tests the UEFI stub, called as a firmware's boot manager calls it, with firmware that lacks functions or fails. Only
// on 64-bit hosts.
// UEFI specification, "x64 Platforms" (2.3.4 in 2.10), "EFI System Table" (4.3).
#ifdef __x86_64__

#include "tests/unit/elf_builder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <deque>
#include <string>
#include <sys/mman.h>

namespace {

using Status = std::uint64_t;
constexpr Status success = 0;
constexpr Status unsupported = 1ull << 63 | 3;
constexpr Status not_ready = 1ull << 63 | 6;
constexpr Status device_error = 1ull << 63 | 7;

#define EFIAPI __attribute__((ms_abi))
using Service = Status EFIAPI(std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t);

// Tables as arrays of pointers, by the specification's offsets.
using Table = std::array<void*, 64>;
constexpr std::size_t con_in_place = 48 / 8, con_out_place = 64 / 8, boot_services_place = 96 / 8;

struct Firmware {
    Table system_table{}, boot_services{}, text_input{}, text_output{};
    std::string calls;              // a letter for each
    std::string words;              // what was said, ASCII as it must be
    std::deque<Status> waits, keys; // answers to come; when there are none left, success
};

Firmware* firmware;

Status next(std::deque<Status>& answers)
{
    if (answers.empty())
        return success;
    auto const answer = answers.front();
    answers.pop_front();
    return answer;
}

// Each service is called with an aligned stack, and may use the room that its caller leaves above the return address.
#define ENTERED(letter)                                                                       \
    auto* const frame = static_cast<unsigned char*>(__builtin_frame_address(0));              \
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(frame) % 16, 0u) << "at the call of " #letter; \
    std::memset(frame + 16, 0xCC, 32);                                                        \
    firmware->calls += letter

Status EFIAPI clear_screen(std::uint64_t self, std::uint64_t, std::uint64_t, std::uint64_t)
{
    ENTERED('c');
    EXPECT_EQ(self, reinterpret_cast<std::uint64_t>(&firmware->text_output));
    return unsupported;
}

Status EFIAPI output_string(std::uint64_t self, std::uint64_t string, std::uint64_t, std::uint64_t)
{
    ENTERED('o');
    EXPECT_EQ(self, reinterpret_cast<std::uint64_t>(&firmware->text_output));
    EXPECT_EQ(string % alignof(char16_t), 0u);
    for (auto const* at = reinterpret_cast<char16_t const*>(string); *at != 0; ++at)
        firmware->words += *at < 0x80 ? static_cast<char>(*at) : '?';
    return success;
}

Status EFIAPI set_watchdog(std::uint64_t seconds, std::uint64_t, std::uint64_t size, std::uint64_t data)
{
    ENTERED('d');
    EXPECT_EQ(seconds | size | data, 0u);
    return unsupported;
}

Status EFIAPI reset_input(std::uint64_t self, std::uint64_t, std::uint64_t, std::uint64_t)
{
    ENTERED('r');
    EXPECT_EQ(self, reinterpret_cast<std::uint64_t>(&firmware->text_input));
    return device_error;
}

Status EFIAPI wait_for_event(std::uint64_t count, std::uint64_t events, std::uint64_t index, std::uint64_t)
{
    ENTERED('w');
    EXPECT_EQ(count, 1u);
    EXPECT_EQ(events, reinterpret_cast<std::uint64_t>(&firmware->text_input[2]));
    *reinterpret_cast<std::uint64_t*>(index) = 0;
    return next(firmware->waits);
}

Status EFIAPI read_key_stroke(std::uint64_t self, std::uint64_t key, std::uint64_t, std::uint64_t)
{
    ENTERED('k');
    EXPECT_EQ(self, reinterpret_cast<std::uint64_t>(&firmware->text_input));
    *reinterpret_cast<std::uint32_t*>(key) = 0xFFFF'FFFF;
    return next(firmware->keys);
}

class EfiStub : public testing::Test {
protected:
    EfiStub()
    {
        firmware = &firmware_;
        firmware_.text_input = {address(reset_input), address(read_key_stroke)};
        firmware_.text_output[1] = address(output_string);
        firmware_.text_output[6] = address(clear_screen);
        firmware_.boot_services[96 / 8] = address(wait_for_event);
        firmware_.boot_services[256 / 8] = address(set_watchdog);
        firmware_.system_table[con_in_place] = &firmware_.text_input;
        firmware_.system_table[con_out_place] = &firmware_.text_output;
        firmware_.system_table[boot_services_place] = &firmware_.boot_services;
    }

    // The section of code, executed but not written to, at a place of the host's choice. Its first byte is the entry.
    // The sanitizer would look ahead of it for what clang knows of a function.
    [[clang::no_sanitize("function")]] Status run()
    {
        auto const file = elf_builder::read_file("build/bootx64.efi");
        constexpr std::size_t headers = 512, page = 4096;
        auto* const code = mmap(nullptr, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        EXPECT_NE(code, MAP_FAILED);
        std::memcpy(code, file.data() + headers, std::min(file.size() - headers, page));
        mprotect(code, page, PROT_READ | PROT_EXEC);
        auto const system_table = reinterpret_cast<std::uint64_t>(&firmware_.system_table);
        auto const status = reinterpret_cast<Service*>(code)(1, system_table, 0, 0);
        munmap(code, page);
        return status;
    }

    static void* address(Service* service) { return reinterpret_cast<void*>(service); }

    Firmware firmware_;
};

} // namespace

TEST_F(EfiStub, SpeaksAndWaitsForAKey)
{
    EXPECT_EQ(run(), success);
    EXPECT_EQ(firmware_.calls, "codrwk");
    EXPECT_NE(firmware_.words.find("needs a legacy BIOS"), std::string::npos);
}

TEST_F(EfiStub, FitsOnAScreen)
{
    run();
    std::size_t line = 0, lines = 0;
    for (char const character : firmware_.words) {
        EXPECT_NE(character, '?');
        line = character == '\n' ? 0 : line + (character >= ' ');
        lines += character == '\n';
        EXPECT_LT(line, 80u);
    }
    EXPECT_LT(lines, 25u);
}

TEST_F(EfiStub, ForgetsEventsWithoutAKey)
{
    firmware_.keys = {not_ready, not_ready};
    EXPECT_EQ(run(), success);
    EXPECT_EQ(firmware_.calls, "codrwkwkwk");
}

TEST_F(EfiStub, DoesNotWaitWhereNobodyCanPressAKey)
{
    firmware_.system_table[con_in_place] = nullptr;
    EXPECT_EQ(run(), success);
    EXPECT_EQ(firmware_.calls, "cod");
}

TEST_F(EfiStub, DoesNotWaitWhereItCannot)
{
    firmware_.waits = {unsupported};
    EXPECT_EQ(run(), success);
    EXPECT_EQ(firmware_.calls, "codrw");
}

TEST_F(EfiStub, DoesNotWaitForABrokenKeyboard)
{
    firmware_.keys = {device_error};
    EXPECT_EQ(run(), success);
    EXPECT_EQ(firmware_.calls, "codrwk");
}

TEST_F(EfiStub, GoesBackWhereNobodyCanRead)
{
    firmware_.system_table[con_out_place] = nullptr;
    EXPECT_EQ(run(), success);
    EXPECT_EQ(firmware_.calls, "");
}

#endif
