// SPDX-License-Identifier: BSD-2-Clause
// Loaders differ in the first word: GRUB 2 gives what follows the path, others give the path, too. Kernels distinguish
// them by the loader's name (Xen, xen/arch/x86/setup.c, loader_is_grub2()), and so do these checks.

#include "tests/guests/multiboot/checks.hpp"

namespace guest {
namespace {

constexpr Address MODULE_PATH = 20, MODULE_WORDS = 84; // in a module: modules.cpp

bool contains(Address text, char const* part)
{
    auto const length = length_of(text).value_or(0);
    auto const part_length = __builtin_strlen(part);
    for (std::uint32_t i = 0; i + part_length <= length; ++i)
        if (!__builtin_memcmp(reinterpret_cast<void const*>(text + i), part, part_length))
            return true;
    return false;
}

// Steps over `expected` at the begin of a string. Without it the result is empty.
std::optional<Address> behind(Address text, char const* expected)
{
    for (; *expected; ++expected, ++text)
        if (read<char>(text) != *expected)
            return std::nullopt;
    return text;
}

bool is(Address text, char const* path, char const* words, bool with_path)
{
    if (with_path) {
        auto const rest = behind(text, path);
        if (!rest)
            return false;
        text = *rest;
        if (*words) {
            if (read<char>(text) != ' ')
                return false;
            ++text;
        }
    }
    auto const end = behind(text, words);
    return end && !read<char>(*end);
}

} // namespace

void check_strings(Report& report, Answer const& answer)
{
    report.that(Topic::strings, "the loader gives its name",
                answer.loader && length_of(*answer.loader).value_or(0) > 0);
    report.that(Topic::strings, "there is a command line", answer.line.has_value());
    bool const with_path = !answer.loader || !contains(*answer.loader, "GRUB");
    if (answer.line)
        report.that(Topic::strings, "the command line",
                    is(*answer.line, expectation.path, expectation.words, with_path));
    for (auto const& module : answer.modules) {
        auto const* const path = reinterpret_cast<char const*>(module.bytes.begin + MODULE_PATH);
        auto const* const words = reinterpret_cast<char const*>(module.bytes.begin + MODULE_WORDS);
        report.that(Topic::strings, "the words of a module", is(module.words, path, words, with_path));
    }
}

} // namespace guest
