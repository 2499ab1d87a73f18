// SPDX-License-Identifier: BSD-2-Clause
// Fuzzes the search for the requests of a Limine kernel, in random words that are often its marks.
#include "stage2/protocols/limine/memory_list.hpp"
#include "stage2/protocols/limine/requests.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace {

using limine::MemoryList;
using limine::Requests;

constexpr VirtAddr begin{0xFFFF'FFFF'8000'0000};

void require(bool condition)
{
    if (!condition)
        std::abort();
}

// A byte below 16 chooses a mark or an address; the others are words of eight bytes.
std::vector<std::uint64_t> image_of(Bytes input)
{
    std::vector<std::uint64_t> words;
    auto const put = [&](auto const& list) { words.insert(words.end(), list.begin(), list.end()); };
    while (!input.empty()) {
        auto const choice = std::to_integer<unsigned>(input[0]);
        input = input.subspan(1);
        if (choice < 4) {
            put(limine_marks::request);
            put(limine::identities[(choice * 7 + words.size()) % limine::feature_count].words);
        } else if (choice < 6) {
            put(limine_marks::base_revision);
        } else if (choice < 7) {
            put(limine_marks::start);
            put(limine::end_of_start_mark);
        } else if (choice < 8) {
            put(limine_marks::end);
        } else if (choice < 16) {
            words.push_back(begin.value + 8 * input.size());
        } else {
            std::uint64_t word = 0;
            auto const size = std::min(input.size(), sizeof word);
            std::memcpy(&word, input.data(), size);
            input = input.subspan(size);
            words.push_back(word);
        }
    }
    return words;
}

void check(Requests const& requests, limine::ImageView const& image)
{
    require(requests.count() <= limine::most_requests && requests.revision() <= limine::newest_base_revision);
    for (auto const& identity : limine::identities)
        if (auto const* const request = requests.request(identity.feature)) {
            auto const* const bytes = reinterpret_cast<std::byte const*>(request);
            require(bytes >= image.bytes.data() && bytes + sizeof *request <= image.bytes.data() + image.file_end);
            for (std::size_t index = 0; index < 4; ++index)
                if (auto const word = requests.extra(identity.feature, index)) {
                    auto const text = image.text_at(*word);
                    require(!text || text->size() < image.bytes.size());
                }
        }
    requests.confirm_revision();
}

void check_memory(std::vector<std::uint64_t> const& words)
{
    static MemoryList list;
    list.assign({});
    for (std::size_t at = 0; at + 1 < words.size(); at += 2)
        list.declare_table(words[at] & 0xFFFF'FFFF, words[at + 1] & 0xF'FFFF);
    std::uint64_t end = 0;
    for (auto const& entry : list.entries()) {
        require(entry.base >= end && entry.length != 0 && entry.end() > entry.base);
        end = entry.end();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    Bytes const input{reinterpret_cast<std::byte const*>(data), size};
    auto words = image_of(input);
    if (words.empty())
        return 0;
    check_memory(words);
    auto const bytes = std::as_writable_bytes(std::span(words));
    auto const file_end = bytes.size() - size % std::min<std::size_t>(bytes.size(), 64);
    limine::ImageView const image{bytes, begin, static_cast<std::uint32_t>(file_end)};
    auto const found = Requests::find(image, "k");
    if (!found)
        return 0;
    check(*found, image);
    if (auto const listed = found->only_listed(image, begin.value + 8 * (size % words.size()), "k"))
        check(*listed, image);
    return 0;
}
