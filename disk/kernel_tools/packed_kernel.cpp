// SPDX-License-Identifier: BSD-2-Clause
// Unpacks with stage2/packed, packs with liblz4 and zlib.
#include "disk/kernel_tools/packed_kernel.hpp"

#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "disk/kernel_tools/kernel_file.hpp"
#include "stage2/packed/format.hpp"
#include "stage2/packed/formats.hpp"

#include <lz4frame.h>
#include <lz4hc.h>
#include <zlib.h>

#include <stdexcept>

namespace packed_kernel {

namespace {

constexpr auto copy_again = "test the file with lz4 -t or gzip -t, and copy or make it again";

std::vector<std::byte> content_of(packed::Packed const& file)
{
    std::vector<std::byte> window(packed::AnyReader::largest_history + (1 << 20));
    packed::AnyReader room;
    auto& reader = room.open(file, window);
    std::vector<std::byte> content;
    auto seen = reader.end();
    while (or_refuse(reader.advance(), copy_again)) {
        auto const made = reader.window().last(static_cast<std::size_t>(reader.end() - seen));
        content.insert(content.end(), made.begin(), made.end());
        seen = reader.end();
    }
    return content;
}

std::vector<std::byte> pack_lz4(Bytes content)
{
    LZ4F_preferences_t preferences{};
    preferences.frameInfo.contentSize = content.size();
    preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled;
    preferences.frameInfo.blockSizeID = LZ4F_max4MB;
    preferences.compressionLevel = LZ4HC_CLEVEL_MAX;
    std::vector<std::byte> packed(LZ4F_compressFrameBound(content.size(), &preferences));
    auto const size = LZ4F_compressFrame(packed.data(), packed.size(), content.data(), content.size(), &preferences);
    if (LZ4F_isError(size))
        throw std::runtime_error(std::string("liblz4: ") + LZ4F_getErrorName(size));
    packed.resize(size);
    return packed;
}

std::vector<std::byte> pack_gzip(Bytes content)
{
    constexpr int gzip_header = 16; // added to the window's bits
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + gzip_header, MAX_MEM_LEVEL,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error("zlib: no memory");
    std::vector<std::byte> packed(deflateBound(&stream, content.size()));
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(content.data())); // zlib only reads it
    stream.avail_in = static_cast<uInt>(content.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    auto const result = deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    if (result != Z_STREAM_END)
        throw std::runtime_error("zlib: error " + std::to_string(result));
    return packed;
}

} // namespace

File read(std::string const& path)
{
    auto file = kernel_file::read(path);
    auto const start = read_at<Le32>(file, 0);
    if (!start || !packed::is_packed(*start))
        return {std::move(file), {}};
    packed::Packed const packed{file, or_refuse(packed::parse_header(file, path), copy_again), path};
    return {content_of(packed), Packing{packed.header.format(), file.size()}};
}

std::vector<std::byte> pack(Bytes content, packed::Format format)
{
    return format == packed::Format::gzip ? pack_gzip(content) : pack_lz4(content);
}

std::string advice(File const& file, std::size_t loaded)
{
    if (!file.packing || file.packing->size <= loaded)
        return {};
    return "the packed file has " + words::decimal(file.packing->size) +
           " bytes, all of which the loader reads; of the unpacked file it would read " + words::decimal(loaded) +
           ": strip the kernel before you pack it (strip -s)";
}

} // namespace packed_kernel
