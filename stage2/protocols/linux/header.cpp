// SPDX-License-Identifier: BSD-2-Clause
// Parses the header of a Linux kernel. The names in quotes are sections of "The Linux/x86 Boot Protocol".
#include "stage2/protocols/linux/header.hpp"

#include "include/units.hpp"

#include <algorithm>

namespace linux_boot {

namespace {

using errors::Code;

constexpr std::size_t setup_sects_at = 0x1F1, syssize_at = 0x1F4, jump_size_at = 0x201, magic_at = 0x202,
                      version_at = 0x206, kernel_version_at = 0x20E, initrd_addr_max_at = 0x22C,
                      kernel_alignment_at = 0x230, relocatable_at = 0x234, xloadflags_at = 0x236,
                      cmdline_size_at = 0x238, pref_address_at = 0x258, init_size_at = 0x260;
constexpr std::uint32_t magic = 0x5372'6448; // "HdrS"
constexpr std::uint16_t oldest = 0x202;      // Linux 2.4
constexpr std::uint8_t loaded_high = 1;      // a bit of loadflags
constexpr std::size_t longest_version = 60;
constexpr std::uint16_t kernel_64 = 1; // a bit of xloadflags

class Fields {
public:
    explicit Fields(Bytes start)
        : start_{start},
          version_{*read_at<Le16>(start, version_at)},
          end_{magic_at + std::to_integer<std::uint8_t>(start[jump_size_at])}
    {}

    std::uint16_t version() const { return version_; }

    // The field at `offset`, which the protocol defines since `since`, or `otherwise`.
    template <typename Field>
    std::uint64_t get(std::size_t offset, std::uint16_t since, std::uint64_t otherwise) const
    {
        if (version_ < since || offset + sizeof(Field) > end_)
            return otherwise;
        auto const field = read_at<Field>(start_, offset);
        return field ? std::uint64_t{*field} : otherwise;
    }

private:
    Bytes start_;
    std::uint16_t version_;
    std::size_t end_; // of the header: the jump before it leads there
};

// "Details of Header Fields", init_size: what the kernel overwrites when it unpacks itself. A kernel before 2.10 does not
// say; three times its size suffices for all compressors of that time.
void find_needed_memory(Header& header, Fields const& fields)
{
    auto const init_size = fields.get<Le32>(init_size_at, 0x20A, 0);
    header.needed_begin = load_address;
    header.needed_end = load_address + 3 * header.protected_size;
    if (init_size == 0)
        return;
    auto const preferred = fields.get<Le64>(pref_address_at, 0x20A, load_address);
    auto const alignment = fields.get<Le32>(kernel_alignment_at, 0x205, 0);
    bool const is_power_of_two = alignment != 0 && (alignment & (alignment - 1)) == 0;
    bool const relocatable = fields.get<std::uint8_t>(relocatable_at, 0x205, 0) != 0;
    bool const is_64_bit = (fields.get<Le16>(xloadflags_at, 0x20C, 0) & kernel_64) != 0;
    auto begin = preferred;
    if (relocatable) {
        begin = is_power_of_two ? round_up(load_address, alignment) : load_address;
        if (is_64_bit)
            begin = std::max(begin, preferred);
    }
    header.needed_begin = begin;
    header.needed_end = begin > ~init_size ? ~std::uint64_t{0} : begin + init_size;
}

// "Details of Header Fields", initrd_addr_max: the highest address, 37FFFFFFh before 2.03. Some kernels before 2.12 name
// a higher one than they can use.
std::uint64_t end_for_initrd(Fields const& fields)
{
    constexpr std::uint64_t old_end = 0x3800'0000;
    auto const end = fields.get<Le32>(initrd_addr_max_at, 0x203, old_end - 1) + 1;
    return fields.version() < 0x20C ? std::min(end, old_end) : end;
}

} // namespace

Result<Header> parse(Bytes start, std::uint64_t file_size, std::string_view path)
{
    if (auto const found = read_at<Le32>(start, magic_at); !found || *found != magic) {
        bool const is_program = start.size() >= 2 && start[0] == std::byte{'M'} && start[1] == std::byte{'Z'};
        return fail(is_program ? Code::linux_for_uefi : Code::linux_header_missing, {}, path);
    }
    if (start.size() < header_size)
        return fail(Code::linux_cut, {file_size, header_size}, path);
    Fields const fields{start};
    Header header{};
    header.version = fields.version();
    if (header.version < oldest)
        return fail(Code::linux_too_old, {header.version >> 8, header.version & 0xFF}, path);
    if (!(fields.get<std::uint8_t>(loadflags_at, 0x200, 0) & loaded_high))
        return fail(Code::linux_is_zimage, {}, path);
    auto const setup_sectors = std::to_integer<std::uint32_t>(start[setup_sects_at]);
    header.setup_size = ((setup_sectors != 0 ? setup_sectors : 4) + 1) * sector_size;
    if (header.setup_size > largest_setup)
        return fail(Code::linux_setup_too_long, {setup_sectors}, path);
    if (file_size <= header.setup_size)
        return fail(Code::linux_cut, {file_size, header.setup_size}, path);
    header.protected_size = file_size - header.setup_size;

    // "Details of Header Fields", syssize: rounded up to 16 bytes, without a signature behind it, or 0.
    constexpr std::uint64_t paragraph = 16;
    auto const syssize = fields.get<Le32>(syssize_at, 0x204, 0) * paragraph;
    if (syssize >= header.protected_size + paragraph)
        return fail(Code::linux_cut, {file_size, header.setup_size + syssize - (paragraph - 1)}, path);

    // "The Image Checksum". A file with more bytes was signed after the checksum had been computed.
    header.checked_size = header.version >= 0x208 && syssize == header.protected_size ? file_size : 0;

    header.command_line_size = static_cast<std::uint32_t>(fields.get<Le32>(cmdline_size_at, 0x206, 255));
    header.initrd_end = end_for_initrd(fields);
    find_needed_memory(header, fields);
    auto const text = fields.get<Le16>(kernel_version_at, 0x200, 0);
    header.kernel_version = text != 0 ? static_cast<std::uint16_t>(text + 0x200) : 0;
    header.has_setup_data = fields.get<Le64>(setup_data_at, 0x209, 1) != 1;
    return header;
}

std::string_view version_text(Header const& header, Bytes setup)
{
    if (header.kernel_version == 0 || header.kernel_version >= setup.size())
        return {};
    auto const rest = setup.subspan(header.kernel_version);
    auto const* const begin = reinterpret_cast<char const*>(rest.data());
    std::string_view text{begin, std::find_if(begin, begin + std::min(rest.size(), longest_version),
                                              [](char character) { return character < ' ' || character > '~'; })};
    // In Linux's own kernels the builder and the date follow: "6.1.0-50-amd64 (user@host) #1 SMP ...".
    if (auto const builder = text.find(" ("); builder != text.npos)
        text.remove_suffix(text.size() - builder);
    return text;
}

} // namespace linux_boot
