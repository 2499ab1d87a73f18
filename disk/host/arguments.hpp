// SPDX-License-Identifier: BSD-2-Clause
// Parses a host program's command line: flags, options with a value, and positional arguments.
#pragma once

#include "disk/host/refusal.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

class Arguments {
public:
    Arguments(int count, char** arguments) : words_(arguments + 1, arguments + count) {}

    bool flag(std::string const& name)
    {
        auto const found = std::ranges::find(words_, name);
        bool const given = found != words_.end();
        if (given)
            words_.erase(found);
        return given;
    }

    std::optional<std::string> value(std::string const& name)
    {
        auto const found = std::ranges::find(words_, name);
        if (found == words_.end())
            return std::nullopt;
        if (found + 1 == words_.end())
            throw UsageError(name + " needs a value");
        auto const value = found[1];
        words_.erase(found, found + 2);
        return value;
    }

    std::optional<std::uint32_t> number(std::string const& name)
    {
        auto const text = value(name);
        if (!text)
            return std::nullopt;
        std::uint32_t number{};
        auto const* const end = text->data() + text->size();
        if (auto const [stop, error] = std::from_chars(text->data(), end, number); error != std::errc{} || stop != end)
            throw UsageError(name + " needs a number, not '" + *text + "'");
        return number;
    }

    // The positional arguments. To be called when all options have been read.
    std::vector<std::string> rest() const
    {
        for (auto const& word : words_)
            if (word.starts_with('-'))
                throw UsageError("there is no option " + word + ", or it was given twice");
        return words_;
    }

private:
    std::vector<std::string> words_;
};
