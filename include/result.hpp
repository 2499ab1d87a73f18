// How failure travels: a value, from where it is noticed to the one place that prints it.
#pragma once

#include "include/error_codes.hpp"

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <initializer_list>
#include <string_view>

// What went wrong. The message for each code is in include/errors.hpp, with places for these numbers and this name.
// `name` must outlive the error: it points at a literal, or at text that stays until the kernel starts.
struct Error {
    errors::Code code;
    std::array<std::uint64_t, 3> numbers{};
    std::string_view name{};
};

// An error on its way up. Only one travels at a time, so the error itself stays where fail() puts it, and a failure is
// its number: it is no larger than a pointer, and a Result of it mostly fits registers. (Handing on all of Error cost
// 7 KiB of code.) The next failure takes its place. Whoever goes on in spite of a failure and wants to tell of it later
// copies the Error; a look at a failure whose error is gone is an assertion, never another error's message.
class Failure {
public:
    Error const* operator->() const { return &error(); }
    operator Error() const { return error(); } // a copy, which the next failure leaves as it is

private:
    friend std::unexpected<Failure> fail(Error const& error);
    explicit Failure(std::uint32_t number) : number_{number} {}

    [[gnu::noinline]] Error const& error() const
    {
        return travelling_[newest_ - number_]; // asserts that there was no later failure
    }

    static constinit inline std::array<Error, 1> travelling_{};
    static constinit inline std::uint32_t newest_ = 0;

    std::uint32_t number_;
};

template <typename T>
using Result = std::expected<T, Failure>;

[[gnu::noinline]] inline std::unexpected<Failure> fail(Error const& error)
{
    Failure::travelling_.front() = error;
    return std::unexpected(Failure{++Failure::newest_});
}

// A number of an error. (In a structure, since GCC for i386 would align the stack for an array of bare 64-bit numbers, at
// 20 bytes in every function that can fail.)
struct Number {
    template <std::convertible_to<std::uint64_t> Integer>
    constexpr Number(Integer const& number) : value(static_cast<std::uint64_t>(number))
    {}

    std::uint64_t value;
};

// For `return fail(errors::Code::…, {number, …}, name);` The numbers that are not given are 0.
[[gnu::noinline]] inline std::unexpected<Failure> fail(errors::Code code, std::initializer_list<Number> numbers = {},
                                                       std::string_view name = {})
{
    Error error{.code = code, .name = name};
    std::size_t count = 0;
    for (auto const& number : numbers)
        error.numbers[count++] = number.value; // asserts that there are not too many
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
