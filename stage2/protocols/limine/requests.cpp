// SPDX-License-Identifier: BSD-2-Clause
// Scans the image at multiples of 8 bytes.
#include "stage2/protocols/limine/requests.hpp"

#include <algorithm>

namespace limine {

namespace {

using errors::Code;

// The next mark in a part of the image that ends at `end`, or `end`.
std::byte* next_mark(std::byte* from, std::byte* end)
{
    return from + (limine_marks::next(from, end) - from);
}

bool is_start(std::byte const* mark, std::size_t room)
{
    constexpr auto size = sizeof(limine_marks::start);
    return limine_marks::is_at(mark, limine_marks::start) && room >= size + sizeof end_of_start_mark &&
           limine_marks::is_at(mark + size, end_of_start_mark);
}

} // namespace

MutableBytes ImageView::at(std::uint64_t address, std::uint64_t size) const
{
    auto const offset = address - begin.value;
    if (address < begin.value || offset > bytes.size() || size > bytes.size() - offset)
        return {};
    return bytes.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(size));
}

std::optional<std::string_view> ImageView::text_at(std::uint64_t address) const
{
    constexpr std::uint64_t longest = 4_KiB;
    if (at(address, 1).empty())
        return std::nullopt;
    auto const rest = bytes.subspan(static_cast<std::size_t>(address - begin.value));
    auto const room = rest.first(static_cast<std::size_t>(std::min<std::uint64_t>(rest.size(), longest)));
    auto const end = std::ranges::find(room, std::byte{0});
    if (end == room.end())
        return std::nullopt;
    return std::string_view{reinterpret_cast<char const*>(room.data()), static_cast<std::size_t>(end - room.begin())};
}

std::optional<std::uint64_t> Requests::extra(Feature feature, std::size_t index) const
{
    auto const* const request = this->request(feature);
    if (request == nullptr)
        return std::nullopt;
    auto const* const word = reinterpret_cast<std::byte const*>(request + 1) + index * sizeof(Le64);
    bool const has_word = index < identities[static_cast<std::size_t>(feature)].extra_words || request->revision != 0u;
    if (!has_word || end_ - word < static_cast<std::ptrdiff_t>(sizeof(Le64)))
        return std::nullopt;
    return overlay<Le64>(word);
}

void Requests::confirm_revision() const
{
    if (tag_ == nullptr)
        return;
    tag_->used = revision();
    if (requested_ <= newest_base_revision)
        tag_->requested = 0;
}

Result<void> Requests::add(Request& request, std::string_view name)
{
    if (count_ == most_requests)
        return fail(Code::limine_too_many_requests, {most_requests}, name);
    for (auto const* const other : std::span(all_).first(count_))
        if (__builtin_memcmp(&other->id, &request.id, sizeof request.id) == 0)
            return fail(Code::limine_request_repeated, {request.id[2], request.id[3]}, name);
    all_[count_++] = &request;
    return {};
}

Result<void> Requests::scan(ImageView const& image, std::string_view name)
{
    auto const part = image.bytes.first(std::min<std::size_t>(image.file_end, image.bytes.size()));
    auto* const end = part.data() + part.size();
    end_ = end;
    for (auto* at = next_mark(part.data() + image.searched, end); at != end; at = next_mark(at + sizeof(Le64), end)) {
        auto const room = static_cast<std::size_t>(end - at);
        if (limine_marks::is_at(at, limine_marks::end))
            break;
        if (is_start(at, room)) {
            count_ = 0;
            tag_ = nullptr;
        } else if (limine_marks::is_at(at, limine_marks::base_revision) && room >= sizeof(BaseRevisionTag)) {
            if (tag_ != nullptr)
                return fail(Code::limine_two_tags, {}, name);
            tag_ = reinterpret_cast<BaseRevisionTag*>(at);
        } else if (limine_marks::is_at(at, limine_marks::request) && room >= sizeof(Request)) {
            TRY(add(*reinterpret_cast<Request*>(at), name));
        }
    }
    requested_ = tag_ != nullptr ? std::uint64_t{tag_->requested} : 0;
    return {};
}

// Requests whose first words are outside the image's bytes from the file are ignored.
void Requests::index()
{
    for (auto* const request : std::span(all_).first(count_))
        for (auto const& [feature, words, extra_words] : identities) {
            auto const size = static_cast<std::ptrdiff_t>(sizeof(Request) + extra_words * sizeof(Le64));
            if (request->id[2] == words[0] && request->id[3] == words[1] &&
                end_ - reinterpret_cast<std::byte const*>(request) >= size)
                known_[static_cast<std::size_t>(feature)] = request;
        }
}

Result<Requests> Requests::find(ImageView const& image, std::string_view name)
{
    Requests requests;
    TRY(requests.scan(image, name));
    requests.index();
    return requests;
}

Result<Requests> Requests::only_listed(ImageView const& image, std::uint64_t address, std::string_view name) const
{
    Requests listed;
    listed.tag_ = tag_;
    listed.requested_ = requested_;
    listed.end_ = end_;
    for (;; address += sizeof(Le64)) {
        auto const entry = image.at(address, sizeof(Le64));
        if (entry.empty() || overlay<Le64>(entry.data()) == 0u)
            break;
        auto const request = image.at(overlay<Le64>(entry.data()), sizeof(Request));
        if (!request.empty() && limine_marks::is_at(request.data(), limine_marks::request))
            TRY(listed.add(*reinterpret_cast<Request*>(request.data()), name));
    }
    listed.index();
    return listed;
}

} // namespace limine
