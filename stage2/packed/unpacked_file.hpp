// SPDX-License-Identifier: BSD-2-Clause
// The file in a packed file, with the interface File. Reads copy the requested parts out of the window while the
// content passes through it.
#pragma once

#include "stage2/packed/reader.hpp"
#include "stage2/storage/file.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace packed {

class UnpackedFile final : public File {
public:
    // `reader` reads the packed file, and must outlive this file. `size`: bytes of the content. `name` is for errors.
    UnpackedFile(Reader& reader, std::uint64_t size, std::string_view name) : reader_{reader}, size_{size}, name_{name}
    {}

    std::uint64_t size() const override { return size_; }

    // Restarts at the beginning of the content if a part has already left the window.
    Result<void> read_parts(std::span<FilePart const> parts) override;

    // Unpacks the rest of the content, which verifies its checksums.
    Result<void> finish() override;

private:
    void copy_out(std::uint64_t begin, std::span<FilePart const> parts);

    Reader& reader_;
    std::uint64_t size_;
    std::string_view name_;
};

} // namespace packed
