// SPDX-License-Identifier: BSD-2-Clause
// Parses a kernel's file as stage2/protocols/farjump/kernel_loader.cpp does, but from memory instead of a disk.
#include "disk/kernel_tools/kernel_file.hpp"

#include "stage2/image/explanation.hpp"

#include "disk/host/files.hpp"
#include "stage2/image/old_seal.hpp"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <stdexcept>
#include <system_error>

namespace kernel_file {

std::vector<std::byte> read(std::string const& path)
{
    constexpr auto most = std::numeric_limits<std::uint32_t>::max(); // the width of a FAT directory's field
    std::error_code ignored;                                         // files::read() reports the error
    if (std::filesystem::is_regular_file(path, ignored) && std::filesystem::file_size(path) > most)
        throw std::runtime_error("cannot read " + path + ": no FAT volume can hold a file of 4 GiB or more");
    return files::read(path);
}

namespace {

// What load_kernel() gets in its LoadContext.
struct Rules {
    elf::Allowed allowed = elf::Allowed::nothing;
    bool any_loader = false;
};

Result<void> read_notes(Kernel& kernel, Rules const& rules)
{
    for (std::uint32_t number = 0; number < kernel.header.table_count; ++number) {
        auto const header = elf::program_header(kernel.table, number);
        if (!elf::is_note(header))
            continue;
        auto const range = TRY(elf_notes::range_of(header, number, kernel.file.size(), kernel.name));
        kernel.notes.push_back(range);
        TRY(notes::read(kernel.part(range.file_offset, range.file_size), range, kernel.name, kernel.findings));
    }
    return rules.any_loader ? Result<void>{} : file_kind::refuse(kernel.findings.kind(), kernel.name);
}

Result<void> check_protocol(Kernel const& kernel)
{
    for (auto const& segment : kernel.image.segments()) {
        auto const kind = file_kind::of_headers(kernel.part(segment.file_offset, segment.file_size),
                                                static_cast<std::uint32_t>(segment.file_offset));
        TRY(file_kind::refuse(kind, kernel.name));
    }
    return {};
}

Result<void> parse_all(Kernel& kernel, Rules const& rules)
{
    auto const size = kernel.file.size();
    kernel.header = TRY(elf::parse_header(kernel.file, size, kernel.name));
    kernel.header.allowed = rules.allowed;
    kernel.table = kernel.part(kernel.header.table_offset, kernel.header.table_size());
    TRY(read_notes(kernel, rules));
    kernel.image = TRY(elf::parse_segments(kernel.header, kernel.table, size, kernel.name));
    if (!kernel.findings.ours && !rules.any_loader)
        TRY(check_protocol(kernel));
    return {};
}

Kernel unparsed(Bytes file, std::string_view name)
{
    return {.file = file, .name = name, .header = {}, .table = {}, .notes = {}, .findings = {}, .image = {}};
}

} // namespace

Result<Kernel> parse(Bytes file, std::string_view name)
{
    auto kernel = unparsed(file, name);
    if (auto const result = parse_all(kernel, {}); !result)
        return explain(result.error(), kernel);
    return kernel;
}

Result<Kernel> parse_for_any_loader(Bytes file, std::string_view name, elf::Allowed allowed)
{
    auto kernel = unparsed(file, name);
    TRY(parse_all(kernel, {.allowed = allowed, .any_loader = true}));
    return kernel;
}

Attempt attempt(Bytes file, std::string_view name)
{
    auto kernel = unparsed(file, name);
    auto const result = parse_all(kernel, {});
    return {result ? std::nullopt : std::optional<Error>{result.error()}, kernel.findings.ours};
}

std::unexpected<Failure> explain(Error const error, Kernel const& kernel)
{
    auto const start = kernel.file.first(std::min(kernel.file.size(), file_kind::start_size));
    if (!kernel.findings.ours)
        if (auto const known = file_kind::explain(error, file_kind::of_start(start), kernel.name); !known)
            return std::unexpected(known.error());
    return fail(error);
}

namespace {

template <typename Digest>
std::uint32_t checksum_by(Digest digest, Kernel const& kernel)
{
    for (auto const& segment : kernel.image.segments())
        digest.add(elf::program_header(kernel.table, segment.number),
                   kernel.part(segment.file_offset, segment.file_size));
    return digest.value();
}

} // namespace

std::uint32_t checksum(Kernel const& kernel, seal::Seal const& seal)
{
    return seal.format == seal::old_format
               ? checksum_by(old_seal::Digest{crc32c::Method::table, kernel.image, seal.checksum_offset}, kernel)
               : checksum_by(seal::Digest{wide_sum::add_by_words, kernel.image, seal.checksum_offset}, kernel);
}

Result<std::optional<std::uint32_t>> verify_seal(Kernel const& kernel)
{
    auto const& seal = kernel.findings.seal;
    if (!seal)
        return std::nullopt;
    auto const computed = checksum(kernel, *seal);
    if (computed != seal->checksum)
        return fail(errors::Code::seal_broken, {computed, seal->checksum}, kernel.name);
    return computed;
}

std::uint64_t loaded_bytes(elf::Image const& image)
{
    std::uint64_t bytes = 0;
    for (auto const& segment : image.segments())
        bytes += segment.file_size;
    return bytes;
}

} // namespace kernel_file
