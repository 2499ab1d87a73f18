// SPDX-License-Identifier: BSD-2-Clause
// Finds the requests of a kernel for the Limine boot protocol in its loaded image. The Limine Boot Protocol,
// "Requests", "Requests Delimiters", "Base revisions", "Limine Requests Section".
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"
#include "include/units.hpp"
#include "stage2/protocols/limine/features.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace limine {

// The image in memory, at the kernel's addresses [begin, begin + bytes.size()). Its last segment's bytes from the file
// end at `file_end`: behind it there are only zeros.
struct ImageView {
    MutableBytes bytes;
    VirtAddr begin; // page-aligned
    std::uint32_t file_end;
    std::uint32_t searched = 0; // the bytes before this offset have no marks of the protocol

    // The `size` bytes at a kernel's address; empty if they are not in the image.
    MutableBytes at(std::uint64_t address, std::uint64_t size) const;

    // The text at a kernel's address, up to its NUL. nullopt if it does not end within the image, or within 4 KiB.
    std::optional<std::string_view> text_at(std::uint64_t address) const;
};

inline constexpr std::size_t most_requests = 128;

class Requests {
public:
    // The base revision that the kernel asks for, and the one that it gets.
    std::uint64_t requested_revision() const { return requested_; }
    std::uint32_t revision() const
    {
        return requested_ > newest_base_revision ? newest_base_revision : static_cast<std::uint32_t>(requested_);
    }
    bool has_tag() const { return tag_ != nullptr; }
    bool empty() const { return count_ == 0 && tag_ == nullptr; } // the kernel is not for this protocol
    std::size_t count() const { return count_; }
    bool has(Feature feature) const { return request(feature) != nullptr; }

    // The request, or nullptr.
    Request* request(Feature feature) const { return known_[static_cast<std::size_t>(feature)]; }

    // A word behind the request's `response`, counted from 0. A request of a lower revision, or at the image's end, may
    // not have it: then nullopt.
    std::optional<std::uint64_t> extra(Feature feature, std::size_t index) const;

    // The request at `index` below count(); known or not.
    Request const& at(std::size_t index) const { return *all_[index]; }

    // Writes into the tag which base revision the kernel gets.
    void confirm_revision() const;

    // Finds all requests in the image. `name` is for errors: limine_two_tags, limine_request_repeated,
    // limine_too_many_requests.
    static Result<Requests> find(ImageView const& image, std::string_view name);

    // Only the requests whose addresses are listed from `address` on, up to a null pointer; for base revision 0.
    Result<Requests> only_listed(ImageView const& image, std::uint64_t address, std::string_view name) const;

private:
    Result<void> scan(ImageView const& image, std::string_view name);
    Result<void> add(Request& request, std::string_view name);
    void index();

    std::array<Request*, most_requests> all_{};
    std::size_t count_ = 0;
    std::array<Request*, feature_count> known_{};
    BaseRevisionTag* tag_ = nullptr;
    std::uint64_t requested_ = 0;
    std::byte const* end_ = nullptr; // of the part of the image that can hold requests
};

} // namespace limine
