// SPDX-License-Identifier: BSD-2-Clause
#include "tests/guests/multiboot/read_answer.hpp"

namespace guest {

Lists lists = {};

namespace {

template <typename T, std::size_t MOST>
bool add(std::span<T>& list, T (&storage)[MOST], T const& object)
{
    auto const size = list.size();
    if (size >= MOST)
        return false;
    storage[size] = object;
    list = std::span(storage, size + 1);
    return true;
}

} // namespace

void add_range(Answer& answer, Report& report, Range range)
{
    if (!add(answer.ranges, lists.ranges, range))
        report.that(Topic::memory, "the map is short enough", false);
}

void add_module(Answer& answer, Report& report, Module module)
{
    if (!add(answer.modules, lists.modules, module))
        report.that(Topic::modules, "modules are few enough", false);
}

void add_piece(Answer& answer, Report& report, Piece piece)
{
    if (!add(answer.pieces, lists.pieces, piece))
        report.that(Topic::info, "parts are few enough", false);
}

void add_string(Answer& answer, Report& report, char const* name, Address string)
{
    auto const length = length_of(string);
    report.that(Topic::strings, "a string ends with NUL", length.has_value());
    if (length)
        add_piece(answer, report, {name, {string, string + *length + 1}});
}

Answer read_answer(Report& report)
{
    auto const info = entry_state.ebx;
    return expectation.protocol == 1 ? read_multiboot1(report, info) : read_multiboot2(report, info);
}

} // namespace guest
