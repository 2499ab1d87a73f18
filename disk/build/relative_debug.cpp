// SPDX-License-Identifier: BSD-2-Clause
// Makes NASM's debug information independent of where the source tree lies: the absolute directory that NASM notes as
// the place of compilation becomes ".". NASM 2.16 has no option for that, as compilers have -ffile-prefix-map.
// DWARF Debugging Information Format 2 and 3, "Compilation Unit Header" (7.5.1); NASM, output/outelf.c.
//
//   relative_debug IN.o OUT.o
#include "disk/host/files.hpp"
#include "disk/host/refusal.hpp"

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <elf.h>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::string_view new_directory = ".";

struct Elf32 {
    using Header = Elf32_Ehdr;
    using Section = Elf32_Shdr;
    using Relocation = Elf32_Rel;
    static constexpr std::uint32_t relocations = SHT_REL;
    static constexpr std::size_t address_size = 4;
    static constexpr std::uint16_t dwarf_version = 2;
};

struct Elf64 {
    using Header = Elf64_Ehdr;
    using Section = Elf64_Shdr;
    using Relocation = Elf64_Rela;
    static constexpr std::uint32_t relocations = SHT_RELA;
    static constexpr std::size_t address_size = 8;
    static constexpr std::uint16_t dwarf_version = 3;
};

// An object file. Checks it only as far as a file that NASM has just written may need.
template <typename Class>
class Object {
public:
    using Section = typename Class::Section;

    explicit Object(std::vector<std::byte> file) : file_(std::move(file))
    {
        auto const header = at<typename Class::Header>(0);
        for (std::size_t i = 0; i < header.e_shnum; ++i)
            section_places_.push_back(header.e_shoff + i * header.e_shentsize);
        names_ = at<Section>(section_places_.at(header.e_shstrndx)).sh_offset;
    }

    void make_relative()
    {
        auto const number = find(".debug_info");
        if (!number || at<Section>(section_places_[*number]).sh_size == 0) // a source without code
            return;
        auto info = at<Section>(section_places_[*number]);
        auto const directory = directory_in(info);
        auto const old_size = text(directory).size();
        if (old_size < new_directory.size())
            throw std::runtime_error("the directory is shorter than the one to be put there");
        auto const less = old_size - new_directory.size();
        auto const behind = directory + old_size;
        std::memcpy(&file_[directory], new_directory.data(), new_directory.size());
        std::memmove(&file_[behind - less], &file_[behind], info.sh_offset + info.sh_size - behind);
        put(info.sh_offset, static_cast<std::uint32_t>(at<std::uint32_t>(info.sh_offset) - less));
        move_relocations(*number, behind - info.sh_offset, less);
        info.sh_size -= static_cast<decltype(info.sh_size)>(less);
        put(section_places_[*number], info);
    }

    std::vector<std::byte> const& file() const { return file_; }

private:
    template <typename T>
    T at(std::size_t place) const
    {
        if (place > file_.size() || file_.size() - place < sizeof(T))
            throw std::runtime_error("the file is cut");
        T object;
        std::memcpy(&object, &file_[place], sizeof object);
        return object;
    }

    template <typename T>
    void put(std::size_t place, T const& object)
    {
        std::memcpy(&file_.at(place), &object, sizeof object);
    }

    // Up to its zero byte.
    std::string_view text(std::size_t place) const
    {
        std::string_view const rest(reinterpret_cast<char const*>(file_.data()), file_.size());
        auto const end = rest.find('\0', place);
        if (end == rest.npos)
            throw std::runtime_error("the file is cut");
        return rest.substr(place, end - place);
    }

    std::optional<std::size_t> find(std::string_view name) const
    {
        for (std::size_t i = 0; i < section_places_.size(); ++i)
            if (text(names_ + at<Section>(section_places_[i]).sh_name) == name)
                return i;
        return std::nullopt;
    }

    // The one unit's first entry: abbreviation, lowest and highest address, line table, name, directory.
    std::size_t directory_in(Section const& info) const
    {
        constexpr std::size_t version_at = 4, entry_at = 11;
        constexpr std::uint8_t unit_abbreviation = 1;
        if (at<std::uint16_t>(info.sh_offset + version_at) != Class::dwarf_version ||
            at<std::uint8_t>(info.sh_offset + entry_at) != unit_abbreviation)
            throw std::runtime_error("the debug information is not as NASM 2.16 writes it");
        auto const name = info.sh_offset + entry_at + 1 + 2 * Class::address_size + sizeof(std::uint32_t);
        auto const directory = name + text(name).size() + 1;
        if (!text(directory).starts_with('/'))
            throw std::runtime_error("the debug information has no directory where NASM 2.16 puts it");
        return directory;
    }

    void move_relocations(std::size_t section, std::size_t from, std::size_t less)
    {
        for (auto const place : section_places_) {
            auto const table = at<Section>(place);
            if (table.sh_type != Class::relocations || table.sh_info != section)
                continue;
            for (std::size_t i = 0; i < table.sh_size / sizeof(typename Class::Relocation); ++i) {
                auto const here = table.sh_offset + i * sizeof(typename Class::Relocation);
                auto relocation = at<typename Class::Relocation>(here);
                if (relocation.r_offset >= from)
                    relocation.r_offset -= static_cast<decltype(relocation.r_offset)>(less);
                put(here, relocation);
            }
        }
    }

    std::vector<std::byte> file_;
    std::vector<std::size_t> section_places_;
    std::size_t names_ = 0;
};

template <typename Class>
void convert(std::vector<std::byte> file, std::string const& output)
{
    using std::filesystem::perms;
    Object<Class> object(std::move(file));
    object.make_relative();
    files::replace(output, object.file(),
                   perms::owner_read | perms::owner_write | perms::group_read | perms::others_read);
}

int run(std::string const& input, std::string const& output)
{
    auto file = files::read(input);
    if (files::same(input, output))
        throw std::runtime_error(output + " is the file that would be read");
    if (file.size() < EI_NIDENT || std::memcmp(file.data(), ELFMAG, SELFMAG) != 0)
        throw std::runtime_error(input + " is no ELF file");
    if (static_cast<int>(file[EI_CLASS]) == ELFCLASS64)
        convert<Elf64>(std::move(file), output);
    else
        convert<Elf32>(std::move(file), output);
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    constexpr auto usage = "usage: relative_debug IN.o OUT.o\n";
    if (argc != 3) {
        std::fputs(usage, stderr);
        return program::exit_usage;
    }
    return program::run("relative_debug", usage, [&] { return run(argv[1], argv[2]); });
}
