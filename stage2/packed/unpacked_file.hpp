// The file in a packed file, with the interface File. Reads copy the requested parts out of the window while the
// content passes through it.
#pragma once

#include "stage2/packed/lz4_frame.hpp"
#include "stage2/storage/file.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace packed {

class UnpackedFile final : public File {
public:
    // `reader` reads the packed file; its buffers must outlive this file. `size`: bytes of the content. `name` is for
    // errors.
    UnpackedFile(lz4_frame::Reader const& reader, std::uint64_t size, std::string_view name)
        : reader_{reader}, size_{size}, name_{name}
    {}

    std::uint64_t size() const override { return size_; }

    // Restarts at the beginning of the frame if a part has already left the window.
    Result<void> read_parts(std::span<FilePart const> parts) override;

    // Unpacks the rest of the frame, which verifies its checksums.
    Result<void> finish() override;

private:
    void copy_out(std::uint64_t begin, std::span<FilePart const> parts);

    lz4_frame::Reader reader_;
    std::uint64_t size_;
    std::string_view name_;
};

} // namespace packed
