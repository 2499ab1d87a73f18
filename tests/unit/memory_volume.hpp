// SPDX-License-Identifier: BSD-2-Clause
// A volume whose files are in the test's memory, with a damaged directory or damaged files if the test wants them.
#pragma once

#include "stage2/storage/volume.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

class MemoryVolume final : public Volume {
public:
    // The files by their paths. The directory of entries has them in this order, which is that of the disk, too.
    std::vector<std::pair<std::string, std::string>> files;
    std::optional<std::size_t> directory_ends_after; // so many items: the rest of each directory cannot be read
    std::map<std::string, errors::Code> unreadable;  // files
    std::size_t opened = 0;

    void put(std::string path, std::string content) { files.emplace_back(std::move(path), std::move(content)); }

    void remove(std::string const& path)
    {
        std::erase_if(files, [&](auto const& file) { return file.first == path; });
    }

    std::string_view type_name() const override { return "memory"; }

    Result<File*> open(std::string_view path) override
    {
        for (std::size_t number = 0; number < files.size(); ++number)
            if (files[number].first == path)
                return open_number(number, path);
        return fail(errors::Code::file_not_found, {}, path);
    }

    Result<File*> open_at(FileLocation const& location, std::string_view path) override
    {
        return open_number(location.start, path);
    }

    Result<bool> holds(std::string_view path) override
    {
        return std::ranges::any_of(files, [&](auto const& file) {
            return file.first == path || file.first.starts_with(std::string(path) + '/');
        });
    }

    Result<void> for_each(std::string_view directory_path, DirectoryVisitor visitor) override
    {
        auto const begin = std::string(directory_path) + '/';
        std::size_t visited = 0;
        for (std::size_t number = 0; number < files.size(); ++number) {
            auto const& [path, content] = files[number];
            if (!path.starts_with(begin) || path.find('/', begin.size()) != path.npos)
                continue;
            if (directory_ends_after && visited++ == *directory_ends_after)
                return fail(errors::Code::disk_read_failed, {0x80, 1234, 4}, "sector not found");
            DirectoryItem item;
            item.start = static_cast<std::uint32_t>(number);
            item.size = static_cast<std::uint32_t>(content.size());
            item.is_directory = false;
            item.name = std::string_view(path).substr(begin.size());
            if (!visitor(item))
                return {};
        }
        return {};
    }

    char const* next_notice() override { return nullptr; }

private:
    struct MemoryFile final : File {
        std::string_view content;

        std::uint64_t size() const override { return content.size(); }

        Result<void> read_parts(std::span<FilePart const> parts) override
        {
            for (auto const& [offset, destination] : parts) {
                if (offset + destination.size() > content.size())
                    throw std::logic_error("reads behind the end of a file");
                std::memcpy(destination.data(), content.data() + offset, destination.size());
            }
            return {};
        }
    };

    Result<File*> open_number(std::size_t number, std::string_view path)
    {
        ++opened;
        if (auto const fault = unreadable.find(std::string(path)); fault != unreadable.end())
            return fail(fault->second, {0x80, 99, 4}, path);
        file_.content = files.at(number).second;
        return &file_;
    }

    MemoryFile file_;
};
