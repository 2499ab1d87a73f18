// SPDX-License-Identifier: BSD-2-Clause
// A volume with boot entries, and the list of them.
#pragma once

#include "stage2/choice/list.hpp"
#include "tests/fake_machine.hpp"
#include "tests/unit/memory_volume.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

struct EntriesTest : testing::Test {
    // An entry with a kernel of the same name.
    void entry(std::string const& name, std::string const& more = "")
    {
        volume.put("/loader/entries/" + name + ".conf", "kernel /boot/" + name + "\n" + more);
        volume.put("/boot/" + name, "a kernel");
    }
    void broken(std::string const& name) { volume.put("/loader/entries/" + name + ".conf", "title " + name + "\n"); }

    // Reads and sorts the list, as choice.cpp does if there is no state file.
    choice::List& read()
    {
        list->read(volume, *room);
        for (auto& item : list->items())
            if (!item.file.path.empty())
                item.tries_left = item.name().left;
        choice::sort(list->items());
        return *list;
    }

    // The names of the files in the list's order, without ".conf".
    std::vector<std::string> names() const
    {
        std::vector<std::string> all;
        for (auto const& item : list->items())
            all.emplace_back(boot_counter::without_suffix(item.heading.file_name));
        return all;
    }
    std::size_t place_of(std::string_view name) const
    {
        auto const all = names();
        return static_cast<std::size_t>(std::ranges::find(all, name) - all.begin());
    }

    FakeMachine machine;
    MemoryVolume volume;
    std::unique_ptr<boot_choice::Room> room = std::make_unique<boot_choice::Room>();
    std::unique_ptr<choice::List> list = std::make_unique<choice::List>();
};
