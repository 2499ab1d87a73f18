// SPDX-License-Identifier: BSD-2-Clause
// The files of a boot entry for a kernel of another protocol.
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"
#include "stage2/boot.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace guest_files {

// `path` with a '/' in front, which boot entries may leave out, and a NUL behind. Valid until the kernel starts. Error:
// text_too_long.
Result<std::string_view> rooted(std::string_view path);

// Opens the file. `path` begins with '/'.
Result<File*> open(Boot& boot, std::string_view path);

// The content of a packed file, or `file` itself. `path` is for errors.
Result<File*> unpacked(Boot& boot, File& file, std::string_view path);

// Whether the entry has a `checksum` line for the file. Error: checksum_line_malformed.
Result<bool> has_checksum(Boot const& boot, std::string_view path);

// Verifies the content against the entry's `checksum` line, as checksum_line::verify() does. True if there is one.
Result<bool> verify(Boot const& boot, std::string_view path, std::span<Bytes const> pieces);

// A reference to a callable `Result<std::uint32_t> (std::uint64_t size)` that takes memory, and returns its address: whole
// pages below 4 GiB.
class Place {
public:
    template <typename Callable>
        requires std::is_invocable_r_v<Result<std::uint32_t>, Callable const&, std::uint64_t>
    Place(Callable const& callable)
        : callable_(&callable), call_([](void const* object, std::uint64_t size) -> Result<std::uint32_t> {
              return (*static_cast<Callable const*>(object))(size);
          })
    {}
    Result<std::uint32_t> operator()(std::uint64_t size) const { return call_(callable_, size); }

private:
    void const* callable_;
    Result<std::uint32_t> (*call_)(void const*, std::uint64_t);
};

struct Whole {
    std::uint32_t place;
    MutableBytes bytes;
    bool verified; // the entry has a checksum of the file
};

// Reads all of the file at `path`, a result of rooted(), to memory from `place`, and verifies the entry's checksum of it.
// If `unpack` is true, unpacks a packed file, to which the checksum applies as it is on the disk.
Result<Whole> load_whole(Boot& boot, std::string_view path, bool unpack, Place place);

} // namespace guest_files
