// SPDX-License-Identifier: BSD-2-Clause
// Errors as return values, from the function that detects one to the one place that prints it.
#pragma once

#include "include/code_size.hpp"
#include "include/error_codes.hpp"

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <initializer_list>
#include <string_view>

// An error: its code, and the numbers and the name that its message in include/errors.hpp has placeholders for.
// `name` must outlive the error: it is a literal, or text that stays in memory until the kernel starts.
struct Error {
    errors::Code code;
    std::array<std::uint64_t, 3> numbers{};
    std::string_view name{};
};

// An error that is being returned. Only one exists at a time, so fail() stores the Error in one static place, and a
// Failure is only its number: it is no larger than a pointer, and most Results fit in registers. (Returning the whole
// Error took 7 KiB of code.) The next fail() overwrites the place. A caller that continues and reports the failure
// later must copy the Error. Access to an overwritten error fails an assertion; it never yields another error's
// message.
class Failure {
public:
    Error const* operator->() const { return &error(); }
    operator Error() const { return error(); } // a copy, which the next failure does not overwrite

private:
    friend std::unexpected<Failure> fail(Error const& error);
    explicit Failure(std::uint32_t number) : number_{number} {}

    OUT_OF_LINE Error const& error() const
    {
        return travelling_[newest_ - number_]; // an index out of range, and so an assertion, after a later failure
    }

    static constinit inline std::array<Error, 1> travelling_{};
    static constinit inline std::uint32_t newest_ = 0;

    std::uint32_t number_;
};

template <typename T>
using Result = std::expected<T, Failure>;

OUT_OF_LINE inline std::unexpected<Failure> fail(Error const& error)
{
    Failure::travelling_.front() = error;
    return std::unexpected(Failure{++Failure::newest_});
}

// A number of an error, in a structure, because GCC for i386 aligns the stack for an array of bare 64-bit numbers,
// which takes 20 bytes in each function that can fail.
struct Number {
    template <std::convertible_to<std::uint64_t> Integer>
    constexpr Number(Integer const& number) : value(static_cast<std::uint64_t>(number))
    {}

    std::uint64_t value;
};

// For `return fail(errors::Code::…, {number, …}, name);` Numbers that are not given are 0.
OUT_OF_LINE inline std::unexpected<Failure> fail(errors::Code code, std::initializer_list<Number> numbers = {},
                                                 std::string_view name = {})
{
    Error error{.code = code, .name = name};
    std::size_t count = 0;
    for (auto const& number : numbers)
        error.numbers[count++] = number.value; // asserts that the numbers fit
    return fail(error);
}

// The value of a Result, or an early return with its error. The project's only macro: C++ has no other way to return
// from the caller.
#define TRY(expression)                              \
    ({                                               \
        auto&& result_ = (expression);               \
        if (!result_)                                \
            return std::unexpected(result_.error()); \
        *std::move(result_);                         \
    })
