// How failure travels: a value, from where it is noticed to the one place that prints it.
#pragma once

#include "include/errors.hpp"

#include <array>
#include <cstdint>
#include <expected>
#include <string_view>

// What went wrong. The words for each code stand in include/errors.hpp, with places for these numbers and this name.
// `name` must outlive the error: it points at a literal, or at text that stays until the kernel starts.
struct Error {
    errors::Code code;
    std::array<std::uint64_t, 3> numbers{};
    std::string_view name{};
};

template <typename T>
using Result = std::expected<T, Error>;

// Convenience for `return fail(errors::Code::…, {number, …}, name);`
constexpr std::unexpected<Error> fail(errors::Code code, std::array<std::uint64_t, 3> numbers = {},
                                      std::string_view name = {})
{
    return std::unexpected(Error{code, numbers, name});
}

// The value of a Result, or an early return with its error. The project's only macro: C++ has no other way to return
// from the caller.
#define TRY(expression)                                                                                                \
    ({                                                                                                                 \
        auto&& result_ = (expression);                                                                                 \
        if (!result_)                                                                                                  \
            return std::unexpected(result_.error());                                                                   \
        *std::move(result_);                                                                                           \
    })
