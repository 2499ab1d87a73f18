// Applies the few relocation types that a kernel without shared libraries needs, and refuses all others.
#include "stage2/image/elf_dynamic.hpp"

#include <array>

namespace elf_dynamic {
namespace {

using errors::Code;
using Values = std::array<std::uint64_t, tag_count>;

// A loaded image, accessed by link addresses.
class Loaded {
public:
    Loaded(elf::Image const& image, MutableBytes memory, std::uint64_t slide, std::string_view name)
        : image_(image),
          memory_(memory),
          slide_(slide),
          name_(name),
          begin_(round_down(image.begin().value, elf::page_size))
    {}

    // The bytes at `address` if one segment contains them and grants none of `without`; otherwise an empty span.
    MutableBytes at(std::uint64_t address, std::uint64_t size, elf::Rights without = elf::Rights::none) const;

    Result<void> apply(Values const& values) const;
    Result<Values> values() const;

private:
    // The tags that describe one table of relocations.
    struct TableTags {
        Tag address;
        Tag size;
        Tag entry_size;
    };

    Result<Bytes> table(Values const& values, TableTags tags, std::uint32_t due) const;
    Result<void> apply_rela(Bytes table) const;
    Result<void> apply_relr(Bytes table) const;
    Result<std::byte*> place(std::uint64_t address) const;
    Result<void> slide_word(std::uint64_t address) const;
    std::unexpected<Failure> malformed(Tag tag, Values const& values) const
    {
        return fail(Code::dynamic_malformed, {std::uint32_t{tag}, values[tag]}, name_);
    }

    elf::Image const& image_;
    MutableBytes memory_;
    std::uint64_t slide_;
    std::string_view name_;
    std::uint64_t begin_;
};

MutableBytes Loaded::at(std::uint64_t address, std::uint64_t size, elf::Rights without) const
{
    for (auto const& segment : image_.segments()) {
        auto const skip = address - segment.address.value;
        if (address >= segment.address.value && elf::inside_file(skip, size, segment.memory_size) &&
            (segment.rights & without) == elf::Rights::none)
            return memory_.subspan(static_cast<std::size_t>(address - begin_), static_cast<std::size_t>(size));
    }
    return {};
}

// The memory of an address to relocate. Refuses memory that is executable or outside the segments.
Result<std::byte*> Loaded::place(std::uint64_t address) const
{
    if (auto const bytes = at(address, sizeof(Le64), elf::Rights::execute); !bytes.empty())
        return bytes.data();
    if (!at(address, sizeof(Le64)).empty())
        return fail(Code::text_relocation, {address}, name_);
    return fail(Code::relocation_outside, {address}, name_);
}

Result<void> Loaded::slide_word(std::uint64_t address) const
{
    auto* const word = reinterpret_cast<Le64*>(TRY(place(address)));
    *word = *word + slide_;
    return {};
}

Result<void> Loaded::apply_rela(Bytes table) const
{
    for (; !table.empty(); table = table.subspan(sizeof(Relocation))) {
        auto const& relocation = overlay<Relocation>(table.data());
        if (relocation.type != relative)
            return fail(Code::relocation_unknown, {relocation.type, relocation.address}, name_);
        auto const value = relocation.addend + slide_; // before the write, which may overwrite the table entry itself
        *reinterpret_cast<Le64*>(TRY(place(relocation.address))) = value;
    }
    return {};
}

// An even word is the address of a word to relocate. The bits of an odd word select which of the next 63 words are
// relocated.
Result<void> Loaded::apply_relr(Bytes table) const
{
    constexpr std::uint32_t bits = 63;
    std::uint64_t next = 0;
    for (; !table.empty(); table = table.subspan(sizeof(Le64))) {
        std::uint64_t word = overlay<Le64>(table.data());
        if ((word & 1) == 0) {
            TRY(slide_word(word));
            next = word + sizeof(Le64);
            continue;
        }
        for (auto address = next; (word >>= 1) != 0; address += sizeof(Le64))
            if ((word & 1) != 0)
                TRY(slide_word(address));
        next += bits * sizeof(Le64);
    }
    return {};
}

Result<Values> Loaded::values() const
{
    Values values{};
    auto const section = at(image_.dynamic_address, image_.dynamic_size);
    if (section.size() != image_.dynamic_size)
        return fail(Code::relocation_outside, {image_.dynamic_address}, name_);
    for (auto rest = section; rest.size() >= sizeof(Entry); rest = rest.subspan(sizeof(Entry))) {
        auto const& entry = overlay<Entry>(rest.data());
        if (entry.tag == null)
            break;
        if (entry.tag == needed || entry.tag == text_relocations)
            values[static_cast<std::uint32_t>(entry.tag)] = 1; // only their presence matters
        else if (entry.tag < tag_count)
            values[static_cast<std::uint32_t>(entry.tag)] = entry.value;
    }
    return values;
}

Result<Bytes> Loaded::table(Values const& values, TableTags tags, std::uint32_t due) const
{
    auto const [address, size, entry_size] = tags;
    if (values[size] == 0)
        return Bytes{};
    if (values[entry_size] != due)
        return malformed(entry_size, values);
    auto const bytes = at(values[address], values[size]);
    if (bytes.empty())
        return malformed(address, values);
    if (bytes.size() % due != 0)
        return malformed(size, values);
    return bytes;
}

Result<void> Loaded::apply(Values const& values) const
{
    if (values[needed] != 0)
        return fail(Code::elf_needs_libraries, {}, name_);
    if (values[text_relocations] != 0 || (values[flags] & flag_text_relocations) != 0)
        return fail(Code::text_relocation, {}, name_);
    for (auto const tag : {plt_relocations_size, rel_size})
        if (values[tag] != 0)
            return fail(Code::relocations_of_other_kind, {std::uint32_t{tag}, values[tag]}, name_);
    auto const with_addends = TRY(table(values, {rela, rela_size, rela_entry_size}, sizeof(Relocation)));
    auto const packed = TRY(table(values, {relr, relr_size, relr_entry_size}, sizeof(Le64)));
    TRY(apply_rela(with_addends));
    return apply_relr(packed);
}

} // namespace

Result<void> relocate(elf::Image const& image, MutableBytes memory, std::uint64_t slide, std::string_view file_name)
{
    if (image.dynamic_size == 0)
        return {}; // code without absolute addresses
    Loaded const loaded{image, memory, slide, file_name};
    return loaded.apply(TRY(loaded.values()));
}

} // namespace elf_dynamic
