// SPDX-License-Identifier: BSD-2-Clause
// Applies the few relocation types that kernels without shared libraries need, and refuses all others.
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
    Result<void> apply_with_symbols(Values const& values);
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
    Result<std::uint64_t> value_of(Relocation const& relocation) const;
    Result<std::uint64_t> address_of_symbol(Relocation const& relocation) const;
    std::string_view name_of(Symbol const& symbol) const;
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
    bool with_symbols_ = false;
    std::uint64_t symbols_ = 0; // link addresses of the tables
    std::uint64_t names_ = 0;
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

// The memory of an address to relocate. Refuses memory outside the segments, and memory that is executable, unless the
// kernel may have that.
Result<std::byte*> Loaded::place(std::uint64_t address) const
{
    auto const without = with_symbols_ ? elf::Rights::none : elf::Rights::execute;
    if (auto const bytes = at(address, sizeof(Le64), without); !bytes.empty())
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
        if (with_symbols_ && relocation.type == none)
            continue;
        auto const value = TRY(value_of(relocation)); // before the write, which may overwrite the table entry itself
        *reinterpret_cast<Le64*>(TRY(place(relocation.address))) = value;
    }
    return {};
}

Result<std::uint64_t> Loaded::value_of(Relocation const& relocation) const
{
    if (relocation.type == relative)
        return relocation.addend + slide_;
    if (with_symbols_ && relocation.type == direct)
        return TRY(address_of_symbol(relocation)) + relocation.addend;
    if (with_symbols_ && (relocation.type == global_data || relocation.type == procedure_linkage))
        return address_of_symbol(relocation);
    return fail(Code::relocation_unknown, {relocation.type, relocation.address}, name_);
}

Result<std::uint64_t> Loaded::address_of_symbol(Relocation const& relocation) const
{
    if (relocation.symbol == 0u)
        return 0u;
    auto const bytes = at(symbols_ + std::uint64_t{relocation.symbol} * sizeof(Symbol), sizeof(Symbol));
    if (bytes.empty())
        return fail(Code::dynamic_malformed, {std::uint32_t{symbol_table}, symbols_}, name_);
    auto const& symbol = overlay<Symbol>(bytes.data());
    if (symbol.section != Symbol::undefined)
        return symbol.value + (symbol.section == Symbol::absolute ? 0 : slide_);
    if (symbol.info >> 4 == Symbol::weak)
        return 0u;
    return fail(Code::symbol_undefined, {relocation.symbol, relocation.address}, name_of(symbol));
}

// The kernel's name if the symbol's cannot be read.
std::string_view Loaded::name_of(Symbol const& symbol) const
{
    constexpr std::size_t longest = 100;
    auto const first = names_ + symbol.name;
    std::size_t size = 0;
    while (size < longest && !at(first + size, 1).empty() && at(first + size, 1)[0] != std::byte{0})
        ++size;
    auto const bytes = at(first, size); // empty if they lie in two segments
    return bytes.empty() ? name_ : std::string_view{reinterpret_cast<char const*>(bytes.data()), size};
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

Result<void> Loaded::apply_with_symbols(Values const& values)
{
    if (values[needed] != 0)
        return fail(Code::elf_needs_libraries, {}, name_);
    if (values[rel_size] != 0)
        return fail(Code::relocations_of_other_kind, {std::uint32_t{rel_size}, values[rel_size]}, name_);
    if (values[plt_relocations_size] != 0 && values[plt_relocation_type] != rela)
        return malformed(plt_relocation_type, values);
    with_symbols_ = true;
    symbols_ = values[symbol_table];
    names_ = values[string_table];
    auto with_plt_size = values; // a table of DT_JMPREL's entries has the size of DT_RELA's
    with_plt_size[rela_entry_size] = sizeof(Relocation);
    auto const with_addends = TRY(table(values, {rela, rela_size, rela_entry_size}, sizeof(Relocation)));
    auto const of_plt =
        TRY(table(with_plt_size, {plt_relocations, plt_relocations_size, rela_entry_size}, sizeof(Relocation)));
    auto const packed = TRY(table(values, {relr, relr_size, relr_entry_size}, sizeof(Le64)));
    TRY(apply_rela(with_addends));
    bool const is_in_the_other = of_plt.data() >= with_addends.data() &&
                                 of_plt.data() + of_plt.size() <= with_addends.data() + with_addends.size();
    if (!is_in_the_other)
        TRY(apply_rela(of_plt));
    return apply_relr(packed);
}

} // namespace

Result<void> relocate_with_symbols(elf::Image const& image, MutableBytes memory, std::uint64_t slide,
                                   std::string_view file_name)
{
    if (image.dynamic_size == 0)
        return {};
    Loaded loaded{image, memory, slide, file_name};
    return loaded.apply_with_symbols(TRY(loaded.values()));
}

Result<void> relocate(elf::Image const& image, MutableBytes memory, std::uint64_t slide, std::string_view file_name)
{
    if (image.dynamic_size == 0)
        return {}; // code without absolute addresses
    Loaded const loaded{image, memory, slide, file_name};
    return loaded.apply(TRY(loaded.values()));
}

} // namespace elf_dynamic
