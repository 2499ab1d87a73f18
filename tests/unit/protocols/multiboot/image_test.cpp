// SPDX-License-Identifier: BSD-2-Clause
// Tests the images of Multiboot kernels: by addresses, as ELF files of both classes, and their sections.
#include "stage2/protocols/multiboot/image.hpp"

#include "stage2/talk/error_text.hpp"

#include <elf.h>
#include <gtest/gtest.h>

#include <cstring>
#include <vector>

namespace {

using errors::Code;
using multiboot::Header;
using multiboot::Image;

Header by_elf{.version = 2, .offset = 0, .addresses{}, .entry{}, .graphics{}, .relocatable{}};

Result<Image> parse(std::vector<std::byte> const& file, Header const& header = by_elf)
{
    return multiboot::parse_image(file, header, "/kernel");
}

void expect_refusal(Result<Image> const& image, Code code)
{
    ASSERT_FALSE(image.has_value());
    EXPECT_EQ(image.error()->code, code) << error_text::why(image.error()).view();
    EXPECT_EQ(image.error()->name, "/kernel");
}

Header by_addresses(std::uint32_t offset, multiboot::Addresses addresses, std::uint32_t entry)
{
    return {.version = 1, .offset = offset, .addresses = addresses, .entry = entry, .graphics{}, .relocatable{}};
}

TEST(MultibootImage, IsLoadedByTheAddressesInItsHeader)
{
    std::vector<std::byte> const file(1000);
    auto const image = parse(file, by_addresses(100, {0x100040, 0x100000, 0x100100, 0x100200}, 0x100050));
    ASSERT_TRUE(image) << error_text::why(image.error()).view();
    ASSERT_EQ(image->segments().size(), 1u);
    EXPECT_EQ(image->segments()[0].physical, 0x100000u);
    EXPECT_EQ(image->segments()[0].file_offset, 36u);
    EXPECT_EQ(image->segments()[0].file_size, 256u);
    EXPECT_EQ(image->segments()[0].memory_size, 512u);
    EXPECT_EQ(image->entry, 0x100050u);
    EXPECT_EQ(image->begin(), 0x100000u);
    EXPECT_EQ(image->end(), 0x100200u);
    auto const whole = parse(file, by_addresses(100, {0x100040, 0x100000, 0, 0}, 0x100050));
    EXPECT_EQ(whole->segments()[0].file_size, 964u);
    EXPECT_EQ(whole->segments()[0].memory_size, 964u);
    auto const from_start = parse(file, by_addresses(100, {0x100064, UINT32_MAX, 0, 0}, 0x100050));
    EXPECT_EQ(from_start->segments()[0].physical, 0x100000u);
    EXPECT_EQ(from_start->segments()[0].file_offset, 0u);
    EXPECT_EQ(from_start->segments()[0].file_size, 1000u);
}

TEST(MultibootImage, RefusesAddressesThatContradict)
{
    std::vector<std::byte> const file(1000);
    auto const refused = [&](multiboot::Addresses const& addresses) {
        expect_refusal(parse(file, by_addresses(100, addresses, 0x100050)), Code::multiboot_addresses_invalid);
    };
    refused({0x100000, 0x100001, 0, 0});               // the header below the load address
    refused({0x100065, 0x100000, 0, 0});               // more before the header than the file has
    refused({0x100040, 0x100000, 0x0FFFFF, 0});        // ends before it begins
    refused({0x100040, 0x100000, 0x100000, 0});        // empty
    refused({0x100040, 0x100000, 0x100100, 0x1000FF}); // .bss ends within the data
    refused({0xFFFFFFFF, 0xFFFFFFF0, 0, 0});           // leaves 32 bits
    expect_refusal(parse(file, by_addresses(100, {0x100040, 0x100000, 0x1003C5, 0}, 0)), Code::multiboot_cut);
    auto no_entry = by_addresses(100, {0x100040, 0x100000, 0, 0}, 0);
    no_entry.entry.reset();
    expect_refusal(parse(file, no_entry), Code::multiboot_addresses_invalid);
}

// A small ELF file.
template <typename Ehdr, typename Phdr, typename Shdr>
struct Elf {
    Elf(unsigned char file_class, std::uint16_t machine)
    {
        std::memcpy(header.e_ident, ELFMAG, SELFMAG);
        header.e_ident[EI_CLASS] = file_class;
        header.e_ident[EI_DATA] = ELFDATA2LSB;
        header.e_type = ET_EXEC;
        header.e_machine = machine;
        header.e_entry = 0x100010;
        header.e_phoff = sizeof(Ehdr);
        header.e_phentsize = sizeof(Phdr);
        header.e_shentsize = sizeof(Shdr);
        add_segment(0x100000, 0x100000, 0x1000, 0x100, 0x200);
    }

    void add_segment(std::uint64_t virtual_address, std::uint64_t physical, std::uint64_t offset,
                     std::uint64_t file_size, std::uint64_t memory_size)
    {
        Phdr segment{};
        segment.p_type = PT_LOAD;
        segment.p_vaddr = static_cast<decltype(segment.p_vaddr)>(virtual_address);
        segment.p_paddr = static_cast<decltype(segment.p_paddr)>(physical);
        segment.p_offset = static_cast<decltype(segment.p_offset)>(offset);
        segment.p_filesz = static_cast<decltype(segment.p_filesz)>(file_size);
        segment.p_memsz = static_cast<decltype(segment.p_memsz)>(memory_size);
        segments.push_back(segment);
    }

    std::vector<std::byte> file() const
    {
        std::vector<std::byte> bytes(0x3000);
        auto start = header;
        start.e_phnum = static_cast<std::uint16_t>(segments.size());
        start.e_shnum = static_cast<std::uint16_t>(sections.size());
        start.e_shoff = 0x2000;
        std::memcpy(bytes.data(), &start, sizeof start);
        std::memcpy(&bytes[sizeof start], segments.data(), segments.size() * sizeof(Phdr));
        if (!sections.empty())
            std::memcpy(&bytes[0x2000], sections.data(), sections.size() * sizeof(Shdr));
        return bytes;
    }

    Ehdr header{};
    std::vector<Phdr> segments;
    std::vector<Shdr> sections;
};

struct Elf32 : Elf<Elf32_Ehdr, Elf32_Phdr, Elf32_Shdr> {
    Elf32() : Elf(ELFCLASS32, EM_386) {}
    using Section = Elf32_Shdr;
};
struct Elf64 : Elf<Elf64_Ehdr, Elf64_Phdr, Elf64_Shdr> {
    Elf64() : Elf(ELFCLASS64, EM_X86_64) {}
    using Section = Elf64_Shdr;
};

template <typename>
struct MultibootElf : testing::Test {};
using Classes = testing::Types<Elf32, Elf64>;
TYPED_TEST_SUITE(MultibootElf, Classes);

TYPED_TEST(MultibootElf, IsLoadedByPhysicalAddresses)
{
    TypeParam elf;
    elf.add_segment(0x80200000, 0x200001, 0x1801, 3, 5);
    auto const image = parse(elf.file());
    ASSERT_TRUE(image) << error_text::why(image.error()).view();
    ASSERT_EQ(image->segments().size(), 2u);
    EXPECT_EQ(image->segments()[1].physical, 0x200001u);
    EXPECT_EQ(image->segments()[1].file_offset, 0x1801u);
    EXPECT_EQ(image->segments()[1].file_size, 3u);
    EXPECT_EQ(image->segments()[1].memory_size, 5u);
    EXPECT_EQ(image->entry, 0x100010u);
    EXPECT_EQ(image->end(), 0x200006u);
}

TYPED_TEST(MultibootElf, HasAVirtualEntryPointOrAPhysicalOne)
{
    TypeParam elf;
    elf.segments.clear();
    elf.add_segment(0x80100000, 0x100000, 0x1000, 0x100, 0x200);
    elf.header.e_entry = 0x8010000C;
    EXPECT_EQ(parse(elf.file())->entry, 0x10000Cu);
    elf.header.e_entry = 0x10000C; // physical, as in xv6
    EXPECT_EQ(parse(elf.file())->entry, 0x10000Cu);
    elf.add_segment(0x100000, 0x300000, 0x1000, 0x100, 0x200);
    EXPECT_EQ(parse(elf.file())->entry, 0x30000Cu); // a virtual address of one segment, a physical one of another
    auto header = by_elf;
    header.entry = 0x123456;
    EXPECT_EQ(parse(elf.file(), header)->entry, 0x123456u);
}

TYPED_TEST(MultibootElf, MayHaveEmptySegments)
{
    TypeParam elf;
    elf.add_segment(0, 0, 0, 0, 0);
    elf.add_segment(0x100000, 0x100000, 0xFFFFFF, 0, 0);
    EXPECT_EQ(parse(elf.file())->segments().size(), 1u);
}

TYPED_TEST(MultibootElf, IsRefusedIfItIsCutOrContradictsItself)
{
    auto const with_segment = [](std::uint64_t physical, std::uint64_t offset, std::uint64_t file_size,
                                 std::uint64_t memory_size) {
        TypeParam elf;
        elf.add_segment(0, physical, offset, file_size, memory_size);
        return parse(elf.file());
    };
    expect_refusal(with_segment(0x200000, 0x2F00, 0x101, 0x101), Code::multiboot_cut);
    expect_refusal(with_segment(0x200000, 0xFFFFFFF0, 0x20, 0x20), Code::multiboot_cut);
    expect_refusal(with_segment(0x200000, 0x1000, 0x101, 0x100), Code::multiboot_elf_invalid);
    expect_refusal(with_segment(0xFFFFF000, 0x1000, 0x100, 0x1001), Code::multiboot_elf_invalid);
    EXPECT_TRUE(with_segment(0xFFFFF000, 0x1000, 0x100, 0x1000));
    TypeParam elf;
    auto file = elf.file();
    file.resize(sizeof elf.header + 8);
    expect_refusal(parse(file), Code::multiboot_cut);
    file.resize(40);
    expect_refusal(parse(file), Code::multiboot_not_loadable);
    elf.header.e_machine = EM_ARM;
    expect_refusal(parse(elf.file()), Code::multiboot_elf_invalid);
    elf = {};
    elf.header.e_phentsize = 8;
    expect_refusal(parse(elf.file()), Code::multiboot_elf_invalid);
    elf = {};
    elf.segments.clear();
    expect_refusal(parse(elf.file()), Code::multiboot_not_loadable);
    elf = {};
    elf.segments.resize(70, elf.segments.front());
    expect_refusal(parse(elf.file()), Code::multiboot_too_many_segments);
    expect_refusal(parse(std::vector<std::byte>(0x3000)), Code::multiboot_not_loadable);
}

TYPED_TEST(MultibootElf, HasSectionsThatAreLoadedApart)
{
    using Section = typename TypeParam::Section;
    TypeParam elf;
    Section symbols{};
    symbols.sh_type = SHT_SYMTAB;
    symbols.sh_offset = 0x1234;
    symbols.sh_size = 0x100;
    symbols.sh_addralign = 8;
    Section text{symbols};
    text.sh_flags = SHF_ALLOC;
    Section cut{symbols};
    cut.sh_size = 0x10000;
    Section empty{symbols};
    empty.sh_type = SHT_NOBITS;
    Section odd{symbols};
    odd.sh_addralign = 3;
    elf.sections = {Section{}, symbols, text, cut, empty, odd};
    elf.header.e_shstrndx = 4;
    auto const file = elf.file();
    auto const sections = parse(file)->sections;
    EXPECT_EQ(sections.count, 6u);
    EXPECT_EQ(sections.names, 4u);
    EXPECT_EQ(sections.entry_size, sizeof(Section));
    std::string apart;
    for (std::uint32_t i = 0; i < sections.count; ++i)
        apart += multiboot::section(file, sections, i).loaded_apart ? 'x' : '-';
    EXPECT_EQ(apart, "-x---x");
    auto const header = multiboot::section(file, sections, 1);
    EXPECT_EQ(header.file_offset, 0x1234u);
    EXPECT_EQ(header.size, 0x100u);
    EXPECT_EQ(header.alignment, 8u);
    EXPECT_EQ(multiboot::section(file, sections, 5).alignment, 1u);
    auto copy = symbols;
    multiboot::set_section_address(std::as_writable_bytes(std::span(&copy, 1)), sections.is_64_bit, 0x12345678);
    EXPECT_EQ(copy.sh_addr, 0x12345678u);
    copy.sh_addr = 0;
    EXPECT_EQ(std::memcmp(&copy, &symbols, sizeof copy), 0);
    elf.header.e_shentsize = 8; // a table that cannot be: the kernel boots without it
    EXPECT_EQ(parse(elf.file())->sections.count, 0u);
}

} // namespace
