// The file that is packed in another one, as a file: the parts that are wanted are copied out of the window while the
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
    // `packed` is all of the packed file, and `window` as Reader has it; both must outlive this file. `name` is for
    // errors.
    UnpackedFile(lz4_frame::Reader const& reader, std::uint64_t size, std::string_view name)
        : reader_{reader}, size_{size}, name_{name}
    {}

    std::uint64_t size() const override { return size_; }

    // Begins again from the frame's start when something is wanted that has passed already.
    Result<void> read_parts(std::span<FilePart const> parts) override;

    // Unpacks the rest, so that its checksums are verified.
    Result<void> finish() override;

private:
    void copy_out(std::uint64_t begin, std::span<FilePart const> parts);

    lz4_frame::Reader reader_;
    std::uint64_t size_;
    std::string_view name_;
};

} // namespace packed
