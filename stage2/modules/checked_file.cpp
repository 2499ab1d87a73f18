// SPDX-License-Identifier: BSD-2-Clause
// Verifies a file when all of it is read.
#include "stage2/modules/checked_file.hpp"

Result<void> CheckedFile::read_parts(std::span<FilePart const> parts)
{
    TRY(file_.read_parts(parts));
    for (auto const& part : parts)
        if (part.offset == 0 && part.destination.size() == size()) {
            Bytes const content{part.destination};
            verified_ = TRY(checksum_line::verify(settings_, path_, std::span(&content, 1), has_sse2_));
        }
    return {};
}
