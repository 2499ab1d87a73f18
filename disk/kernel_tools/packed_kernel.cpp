// Unpacks with stage2/packed, packs with liblz4.
#include "disk/kernel_tools/packed_kernel.hpp"

#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "disk/kernel_tools/kernel_file.hpp"
#include "stage2/packed/format.hpp"
#include "stage2/packed/lz4_frame.hpp"

#include <lz4frame.h>
#include <lz4hc.h>

#include <stdexcept>

namespace packed_kernel {

namespace {

constexpr auto copy_again = "look at the file with lz4 -t, and copy or make it again";

std::vector<std::byte> content_of(Bytes packed, std::string const& path)
{
    auto const description = or_refuse(lz4_frame::parse_header(packed, path), copy_again);
    std::vector<std::byte> window(lz4_frame::Reader::history_size + (1 << 20));
    lz4_frame::Reader reader{packed, description, window, path};
    std::vector<std::byte> content;
    auto seen = reader.end();
    while (or_refuse(reader.advance(), copy_again)) {
        auto const made = reader.window().last(static_cast<std::size_t>(reader.end() - seen));
        content.insert(content.end(), made.begin(), made.end());
        seen = reader.end();
    }
    return content;
}

} // namespace

File read(std::string const& path)
{
    auto file = kernel_file::read(path);
    auto const start = read_at<Le32>(file, 0);
    if (!start || !packed::is_packed(*start))
        return {std::move(file), 0};
    return {content_of(file, path), file.size()};
}

std::vector<std::byte> pack(Bytes content)
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

std::string advice(File const& file, std::size_t loaded)
{
    if (file.packed_size <= loaded)
        return {};
    return "the packed file has " + words::decimal(file.packed_size) +
           " bytes, all of which the loader reads; of the unpacked file it would read " + words::decimal(loaded) +
           ": strip the kernel before you pack it (strip -s)";
}

} // namespace packed_kernel
