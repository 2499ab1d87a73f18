// SPDX-License-Identifier: BSD-2-Clause
// A file of the boot entry, verified against the entry's `checksum` line when it is read.
#pragma once

#include "stage2/modules/checksum_line.hpp"
#include "stage2/storage/file.hpp"

class CheckedFile final : public File {
public:
    // All must outlive this file.
    CheckedFile(File& file, std::string_view path, std::span<boot_entry::Setting const> settings, bool has_sse2)
        : file_{file}, path_{path}, settings_{settings}, has_sse2_{has_sse2}
    {}

    std::uint64_t size() const override { return file_.size(); }

    // A read of the whole file in one part verifies it. Errors: those of checksum_line::verify() too.
    Result<void> read_parts(std::span<FilePart const> parts) override;

    Result<void> finish() override { return file_.finish(); }

    // Whether the entry has a checksum of the file, and it was right.
    bool verified() const { return verified_; }

private:
    File& file_;
    std::string_view path_;
    std::span<boot_entry::Setting const> settings_;
    bool has_sse2_;
    bool verified_ = false;
};
