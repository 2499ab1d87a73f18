// SPDX-License-Identifier: BSD-2-Clause
// Builds ELF files for the tests: some byte by byte, others with the cross compiler and its linker.
#pragma once

#include "include/bytes.hpp"
#include "stage2/image/elf.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

namespace elf_builder {

using File = std::vector<std::byte>;

inline elf::ProgramHeader load(std::uint32_t rights, std::uint64_t address, std::uint64_t offset,
                               std::uint64_t file_size, std::uint64_t memory_size)
{
    return {.type = elf::ProgramHeader::load,
            .flags = rights,
            .offset = offset,
            .virtual_address = address,
            .physical_address = address,
            .file_size = file_size,
            .memory_size = memory_size,
            .alignment = 4096};
}

inline elf::ProgramHeader note(std::uint64_t offset, std::uint64_t size)
{
    return {.type = elf::ProgramHeader::note,
            .flags = 4,
            .offset = offset,
            .virtual_address = 0,
            .physical_address = 0,
            .file_size = size,
            .memory_size = size,
            .alignment = 4};
}

inline elf::ProgramHeader of_type(std::uint32_t type)
{
    auto header = note(0, 0);
    header.type = type;
    return header;
}

inline constexpr std::uint64_t base = 0xFFFF'FFFF'8000'0000;

// An executable that farjump takes: code, constants, data. Tests change one thing in it and look at what happens.
struct HandMade {
    elf::FileHeader header{.magic = {0x7F, 'E', 'L', 'F'},
                           .file_class = 2,
                           .data_encoding = 1,
                           .identification_version = 1,
                           .os_abi = 0,
                           .padding = {},
                           .type = 2,
                           .machine = 62,
                           .version = 1,
                           .entry = base + 0x10,
                           .program_header_offset = 64,
                           .section_header_offset = 0,
                           .flags = 0,
                           .header_size = 64,
                           .program_header_size = 56,
                           .program_header_count = 0,
                           .section_header_size = 0,
                           .section_header_count = 0,
                           .section_name_index = 0};
    std::vector<elf::ProgramHeader> segments{
        load(5, base, 0x200, 0x100, 0x100),
        load(4, base + 0x1000, 0x300, 0x80, 0x80),
        load(6, base + 0x2000, 0x380, 0x40, 0x3000),
    };
    std::uint64_t size = 0x400;

    // The same, linked at another address.
    static HandMade at(std::uint64_t address)
    {
        HandMade made;
        made.header.entry = address + 0x10;
        for (auto& segment : made.segments)
            segment.virtual_address = segment.virtual_address - base + address;
        return made;
    }

    File file() const
    {
        auto whole_header = header;
        if (whole_header.program_header_count == 0)
            whole_header.program_header_count = static_cast<std::uint16_t>(segments.size());
        File bytes(static_cast<std::size_t>(size));
        for (std::size_t i = 0; i < bytes.size(); ++i)
            bytes[i] = static_cast<std::byte>(i * 7 + 3);
        auto const offset = static_cast<std::size_t>(whole_header.program_header_offset);
        if (offset < bytes.size() && segments.size() * sizeof segments[0] <= bytes.size() - offset)
            std::memcpy(bytes.data() + offset, segments.data(), segments.size() * sizeof segments[0]);
        std::memcpy(bytes.data(), &whole_header, std::min(bytes.size(), sizeof whole_header));
        return bytes;
    }
};

// Both steps of the parser on a whole file.
inline Result<elf::Image> parse(File const& file, std::string_view name = "/boot/kernel.elf")
{
    auto const header =
        TRY(elf::parse_header(Bytes(file).first(std::min<std::size_t>(file.size(), 512)), file.size(), name));
    auto const offset = static_cast<std::size_t>(header.table_offset);
    return elf::parse_segments(header, Bytes(file).subspan(offset, header.table_size()), file.size(), name);
}

inline File read_file(std::filesystem::path const& path)
{
    std::ifstream stream(path, std::ios::binary);
    std::string const text(std::istreambuf_iterator<char>(stream), {});
    if (!stream)
        throw std::runtime_error("cannot read " + path.string());
    auto const bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

inline void write_file(std::filesystem::path const& path, Bytes bytes)
{
    std::ofstream stream(path, std::ios::binary);
    stream.write(reinterpret_cast<char const*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (!stream.flush())
        throw std::runtime_error("cannot write " + path.string());
}

// A directory of its own for a test, gone at its end.
class TemporaryDirectory {
public:
    TemporaryDirectory()
    {
        auto pattern = (std::filesystem::temp_directory_path() / "farjump-test-XXXXXX").string();
        if (!mkdtemp(pattern.data()))
            throw std::runtime_error("cannot make " + pattern);
        path_ = pattern;
    }
    ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
    TemporaryDirectory(TemporaryDirectory const&) = delete;
    TemporaryDirectory& operator=(TemporaryDirectory const&) = delete;

    std::filesystem::path operator/(std::string const& name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

// A program with code, constants, data and .bss, and a linker script that puts each into a segment of its own.
inline constexpr auto kernel_source = R"(
    extern "C" { char const* text = "constants"; long data[100] = {1}; long bss[9000];
    void kernel_main() { for (;;) bss[0] += data[0] + *text; } }
)";

inline constexpr auto kernel_script = R"(
    ENTRY(kernel_main)
    PHDRS { code PT_LOAD FLAGS(5); constants PT_LOAD FLAGS(4); data PT_LOAD FLAGS(6); }
    SECTIONS {
        . = 0xFFFFFFFF80000000;
        .text : { *(.text*) } :code
        . = ALIGN(4096); .rodata : { *(.rodata*) } :constants
        . = ALIGN(4096); .data : { *(.data*) } :data
        .bss : { *(.bss*) } :data
        /DISCARD/ : { *(.comment) *(.eh_frame) *(.note*) }
    }
)";

// Compiles and links with the project's own tools; an empty script stands for the linker's default one.
inline File build(std::string const& source, std::string const& script, std::string const& link_flags = "",
                  std::string const& compiler = "x86_64-linux-gnu")
{
    TemporaryDirectory const directory;
    std::ofstream(directory / "kernel.cpp") << source;
    std::ofstream(directory / "kernel.ld") << script;
    auto const object = (directory / "kernel.o").string();
    auto const result = directory / "kernel.elf";
    auto const run = [](std::string const& command) {
        if (std::system(command.c_str()) != 0)
            throw std::runtime_error("failed: " + command);
    };
    run(compiler + "-g++ -O1 -ffreestanding -fno-pic -g -c " + (directory / "kernel.cpp").string() + " -o " + object +
        (script.empty() ? "" : " -mcmodel=kernel"));
    run(compiler + "-ld " + link_flags + (script.empty() ? "" : " -T " + (directory / "kernel.ld").string()) + " " +
        object + " -o " + result.string());
    return read_file(result);
}

} // namespace elf_builder
