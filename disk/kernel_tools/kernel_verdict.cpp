// Makes the loader's checks in order, for a machine that lacks nothing.
#include "disk/kernel_tools/kernel_verdict.hpp"

#include "stage2/image/elf_dynamic.hpp"
#include "stage2/memory/memory_map.hpp"

#include <bit>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <new>

namespace kernel_verdict {
namespace {

using kernel_file::Kernel;

// Places the kernel in a memory map in which every address that a kernel may have is free.
Result<placement::Place> place(elf::Image const& image, placement::KaslrInput const& kaslr)
{
    MemoryMap memory;
    memory.add(elf::lower_begin.value, elf::lower_end - elf::lower_begin, MemoryKind::usable);
    return placement::find(image, memory, kaslr);
}

// The segments as the loader lays them out. A small file can ask for 1 GiB: calloc() uses physical pages only for the
// parts that are written.
class Loaded {
public:
    Loaded(Kernel const& kernel, std::uint64_t size)
        : bytes_{static_cast<std::byte*>(std::calloc(static_cast<std::size_t>(size), 1)), &std::free},
          size_{static_cast<std::size_t>(size)},
          begin_{round_down(kernel.image.begin().value, elf::page_size)}
    {
        if (bytes_ == nullptr)
            throw std::bad_alloc{};
        for (auto const& segment : kernel.image.segments()) {
            auto const contents = kernel.part(segment.file_offset, segment.file_size);
            auto const place = memory().subspan(static_cast<std::size_t>(offset_of(segment.address.value)));
            if (!contents.empty())
                std::memcpy(place.data(), contents.data(), contents.size());
        }
    }

    MutableBytes memory() const { return {bytes_.get(), size_}; }

    // The object at an address as linked; nullopt if it is not inside the segments.
    template <typename T>
    std::optional<T> at(std::uint64_t address) const
    {
        return read_at<T>(memory(), offset_of(address));
    }

private:
    std::uint64_t offset_of(std::uint64_t address) const { return address - begin_; }

    std::unique_ptr<std::byte, decltype(&std::free)> bytes_;
    std::size_t size_;
    std::uint64_t begin_;
};

// The value of an entry of the dynamic section, or 0. If there are several, the last one counts, as in the loader.
std::uint64_t dynamic_value(Loaded const& loaded, elf::Image const& image, elf_dynamic::Tag tag)
{
    std::uint64_t value = 0;
    for (std::uint64_t offset = 0; offset < image.dynamic_size; offset += sizeof(elf_dynamic::Entry)) {
        auto const entry = loaded.at<elf_dynamic::Entry>(image.dynamic_address + offset);
        if (!entry || entry->tag == elf_dynamic::null)
            break;
        if (entry->tag == tag)
            value = entry->value;
    }
    return value;
}

// Counts relocations before they are applied, because they may change their own tables. The count for a wrong table has
// no meaning: applying the table then fails.
Relocations count(Loaded const& loaded, elf::Image const& image)
{
    auto const size = dynamic_value(loaded, image, elf_dynamic::relr_size);
    auto const table = dynamic_value(loaded, image, elf_dynamic::relr);
    std::uint64_t packed = 0;
    for (std::uint64_t offset = 0; offset < size; offset += sizeof(Le64)) {
        auto const word = loaded.at<Le64>(table + offset);
        if (!word)
            break;
        bool const is_bitmap = (*word & 1) != 0;
        packed += is_bitmap ? std::popcount(std::uint64_t{*word}) - 1u : 1u;
    }
    return {dynamic_value(loaded, image, elf_dynamic::rela_size) / sizeof(elf_dynamic::Relocation), packed};
}

Result<Relocations> relocate(Kernel const& kernel, placement::Place const& place)
{
    if (!kernel.image.position_independent)
        return Relocations{};
    Loaded const loaded{kernel, place.size};
    auto const relocations = count(loaded, kernel.image);
    TRY(elf_dynamic::relocate(kernel.image, loaded.memory(), place.slide, kernel.name));
    return relocations;
}

} // namespace

Result<Facts> examine(Bytes file, std::string_view name)
{
    auto const kernel = TRY(kernel_file::parse(file, name));
    auto const fixed = TRY(place(kernel.image, {}));
    auto const lowest = TRY(place(kernel.image, {.random = true, .virtual_place = 0, .physical_place = 0}));
    constexpr auto most = std::numeric_limits<std::uint32_t>::max();
    auto const highest = TRY(place(kernel.image, {.random = true, .virtual_place = most, .physical_place = 0}));
    auto const seal = kernel_file::verify_seal(kernel);
    if (!seal && kernel.findings.seal->checksum != 0)
        return std::unexpected(seal.error());
    auto const relocations = relocate(kernel, fixed);
    if (!relocations)
        return kernel_file::explain(relocations.error(), kernel);
    return Facts{kernel, seal.value_or(std::nullopt), fixed, lowest.begin, highest.begin, *relocations};
}

} // namespace kernel_verdict
