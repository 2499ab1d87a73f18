// SPDX-License-Identifier: BSD-2-Clause
// A menu's state with a list of entries.
#pragma once

#include "stage2/choice/menu/model.hpp"

#include <deque>
#include <memory>
#include <string>
#include <vector>

struct MenuModel {
    explicit MenuModel(std::size_t count = 0)
    {
        for (std::size_t number = 0; number < count; ++number)
            add("entry " + std::to_string(number + 1));
    }

    choice::Item& add(std::string title)
    {
        choice::Item item{.file = {}, .heading = {}, .kernel = {}, .problem = {}};
        item.heading.title = texts.emplace_back(std::move(title));
        items.push_back(item);
        model.items = items;
        model.editor = editor.get();
        model.place = "/loader/entries, drive 80h, partition 1";
        return items.back();
    }

    std::deque<std::string> texts; // stay where they are
    std::vector<choice::Item> items;
    std::unique_ptr<menu::LineEditor> editor = std::make_unique<menu::LineEditor>();
    menu::Model model{};
};
