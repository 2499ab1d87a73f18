// SPDX-License-Identifier: BSD-2-Clause
// The marks and fields of each format:
// - VDI: Oracle VirtualBox, src/VBox/Storage/VDICore.h, VDIPREHEADER and VDIHEADER1.
// - VMDK: VMware, "Virtual Disk Format 5.0", "Hosted Sparse Extent Header" and "The Header" of the descriptor.
// - VHD: Microsoft, "Virtual Hard Disk Image Format Specification", "Hard Disk Footer Format".
// - qcow2: QEMU, docs/interop/qcow2.txt, "Header".
#include "disk/farjump/output_format.hpp"

#include "disk/host/refusal.hpp"
#include "include/boot_sector.hpp"
#include "include/units.hpp"

#include <array>
#include <cstdint>
#include <fstream>
#include <span>
#include <string_view>

namespace output_format {
namespace {

using std::string;
using std::filesystem::path;

struct Kind {
    std::string_view suffix;
    char const* name;
    char const* options;
    std::uint64_t mark_offset;
    std::string_view mark;
};

constexpr Kind raw{"", "raw", "", boot_sector::signature, "\x55\xAA"};
constexpr Kind kinds[]{
    {".vdi", "vdi", "", 0x40, "\x7F\x10\xDA\xBE"},
    {".vmdk", "vmdk", "", 0, "KDMV"},
    {".vhd", "vpc", "force_size=on", 0, "conectix"}, // else the size would be rounded to whole cylinders
    {".qcow2", "qcow2", "", 0, "QFI\xFB"},
};

Kind const& kind_of(path const& image)
{
    auto const suffix = image.extension().string();
    for (auto const& kind : kinds)
        if (kind.suffix == suffix)
            return kind;
    return raw;
}

string read_at(std::istream& file, std::uint64_t offset, std::size_t size)
{
    string bytes(size, '\0');
    file.clear();
    file.seekg(static_cast<std::streamoff>(offset));
    file.read(bytes.data(), static_cast<std::streamsize>(size));
    bytes.resize(static_cast<std::size_t>(file.gcount()));
    return bytes;
}

void write_at(std::fstream& file, std::uint64_t offset, std::string_view bytes)
{
    file.clear();
    file.seekp(static_cast<std::streamoff>(offset));
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

// A UUID of version 4, variant 1 (RFC 4122, 4.4), from the seed.
string uuid(std::uint64_t seed)
{
    string bytes(16, '\0');
    for (auto& byte : bytes) {
        seed = seed * 6364136223846793005u + 1442695040888963407u; // Knuth, MMIX
        byte = static_cast<char>(seed >> 56);
    }
    bytes[6] = static_cast<char>((bytes[6] & 0x0F) | 0x40);
    bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80);
    return bytes;
}

void fix_vdi(std::fstream& file, std::uint64_t seed)
{
    constexpr std::uint64_t uuid_create = 0x188, uuid_modify = 0x198;
    write_at(file, uuid_create, uuid(seed));
    write_at(file, uuid_modify, uuid(seed + 1));
}

void fix_vmdk(std::fstream& file, std::uint64_t seed)
{
    constexpr std::uint64_t descriptor = 512;
    constexpr std::size_t descriptor_size = 20 * 512;
    constexpr std::string_view key = "\nCID=", digits = "0123456789abcdef";
    auto const at = read_at(file, descriptor, descriptor_size).find(key);
    if (at == string::npos)
        return;
    string number;
    for (int shift = 28; shift >= 0; shift -= 4)
        number += digits[(seed >> shift) & 0xF];
    write_at(file, descriptor + at + key.size(), number);
}

// The footer at the end, and its copy at the start: time of creation, UUID, and the complement of the sum of all bytes.
void fix_vhd(std::fstream& file, std::uint64_t size, std::uint64_t seed)
{
    constexpr std::size_t footer_size = 512, time = 24, checksum = 64, identity = 68;
    for (auto const place : {std::uint64_t{0}, size - footer_size}) {
        auto footer = read_at(file, place, footer_size);
        if (footer.size() != footer_size || !footer.starts_with("conectix"))
            continue;
        footer.replace(time, 4, 4, '\0').replace(checksum, 4, 4, '\0').replace(identity, 16, uuid(seed));
        std::uint32_t sum = 0;
        for (auto const byte : footer)
            sum += static_cast<unsigned char>(byte);
        sum = ~sum;
        for (std::size_t at = 0; at < 4; ++at)
            footer[checksum + at] = static_cast<char>(sum >> (24 - 8 * at)); // big-endian
        write_at(file, place, footer);
    }
}

} // namespace

Format of(path const& image)
{
    auto const& kind = kind_of(image);
    return {kind.name, kind.options};
}

void check_output(path const& image, Format const& format)
{
    namespace fs = std::filesystem;
    std::error_code ignored; // a later write reports the error
    constexpr auto hint = "name a regular file, or one that is not there yet";
    auto const status = fs::status(image, ignored);
    if (fs::is_block_file(status))
        throw Refusal(image.string() + " is a device",
                      "make a file; farjump write IMAGE " + image.string() + " then writes it to a disk");
    if (fs::is_directory(status))
        throw Refusal(image.string() + " is a directory", hint);
    if (fs::exists(status) && !fs::is_regular_file(status))
        throw Refusal(image.string() + " is a device, a pipe or a socket, not a regular file", hint);
    if (!fs::exists(status) && fs::is_symlink(fs::symlink_status(image, ignored)))
        throw Refusal(image.string() + " is a symbolic link that leads to no file", hint);
    if (!fs::exists(status) || fs::file_size(image, ignored) == 0)
        return;
    auto const& kind = kind_of(image);
    std::ifstream file(image, std::ios::binary);
    if (!file)
        fail_with_errno("cannot read " + image.string());
    if (read_at(file, kind.mark_offset, kind.mark.size()) != kind.mark)
        throw Refusal(image.string() + " is there already, and is no disk image" +
                          (format.is_raw() ? string() : " of this format"),
                      "remove it first, if it may go, or give the image another name");
}

void remove_chance(path const& file, Format const& format, std::uint64_t seed)
{
    std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
    if (!stream)
        fail_with_errno("cannot open " + file.string());
    if (format.name == "vdi")
        fix_vdi(stream, seed);
    if (format.name == "vmdk")
        fix_vmdk(stream, seed);
    if (format.name == "vpc")
        fix_vhd(stream, std::filesystem::file_size(file), seed);
    stream.flush();
    if (!stream)
        throw Refusal("cannot write " + file.string(), "make room on its disk");
}

} // namespace output_format
