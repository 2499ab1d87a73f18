// Goes through a kernel's file as stage2/kernel_loader.cpp does, with the bytes of the file instead of a disk's.
#include "disk/kernel_file.hpp"

#include "disk/host/files.hpp"
#include "stage2/formats/seal.hpp"

#include <filesystem>
#include <limits>
#include <stdexcept>
#include <system_error>

namespace kernel_file {

std::vector<std::byte> read(std::string const& path)
{
    constexpr auto most = std::numeric_limits<std::uint32_t>::max();    // the width of a FAT directory's field
    std::error_code ignored;                                            // reading it will tell what is wrong
    if (std::filesystem::is_regular_file(path, ignored) && std::filesystem::file_size(path) > most)
        throw std::runtime_error("cannot read " + path + ": no FAT volume can hold a file of 4 GiB or more");
    return files::read(path);
}

Result<Kernel> parse(Bytes file, std::string_view name)
{
    auto const header = TRY(elf::parse_header(file, file.size(), name));
    auto const table = file.subspan(static_cast<std::size_t>(header.table_offset), header.table_size());
    return Kernel{file, name, header, table, TRY(elf::parse_segments(header, table, file.size(), name))};
}

Result<notes::Findings> read_notes(Kernel const& kernel)
{
    notes::Findings findings;
    for (auto const& range : kernel.image.notes())
        TRY(notes::read(kernel.part(range.file_offset, range.file_size), range, kernel.name, findings));
    return findings;
}

std::uint32_t checksum(Kernel const& kernel, std::uint64_t checksum_offset)
{
    seal::Digest digest(crc32c::Method::table, kernel.image, checksum_offset);
    for (auto const& segment : kernel.image.segments())
        digest.add(elf::program_header(kernel.table, segment.number),
                   kernel.part(segment.file_offset, segment.file_size));
    return digest.value();
}

Result<std::optional<std::uint32_t>> verify_seal(Kernel const& kernel, notes::Findings const& findings)
{
    if (!findings.seal)
        return std::nullopt;
    auto const computed = checksum(kernel, findings.seal->checksum_offset);
    if (computed != findings.seal->checksum)
        return fail(errors::Code::seal_broken, {computed, findings.seal->checksum}, kernel.name);
    return computed;
}

} // namespace kernel_file
