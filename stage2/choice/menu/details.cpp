// SPDX-License-Identifier: BSD-2-Clause
// Describes the selected entry.
#include "stage2/choice/menu/details.hpp"

#include "stage2/image/elf_notes.hpp"
#include "stage2/image/explanation.hpp"
#include "stage2/image/notes.hpp"
#include "stage2/packed/format.hpp"
#include "stage2/talk/error_text.hpp"

#include <algorithm>
#include <array>

namespace menu {

namespace {

using boot_entry::Setting;
using file_kind::Kind;
using Words = text::Sentence;

constexpr std::size_t longest_path = 1024;

// Text that grows in memory of the caller, in lines. Drops what does not fit.
class Lines {
public:
    explicit Lines(std::span<char> room) : room_(room) {}

    Lines& operator<<(std::string_view words)
    {
        auto const count = std::min(words.size(), room_.size() - size_);
        std::ranges::copy_n(words.data(), static_cast<std::ptrdiff_t>(count), room_.data() + size_);
        size_ += count;
        return *this;
    }
    std::string_view view() const { return {room_.data(), size_}; }

private:
    std::span<char> room_;
    std::size_t size_ = 0;
};

// Whether an ELF file has a seal, as its notes say. `start`: its first bytes.
Result<bool> has_seal(KernelFileRoom& room, File& file, Bytes start, std::string_view path)
{
    auto const header = TRY(elf::parse_header(start, file.size(), path));
    auto const table = MutableBytes{room.program_headers}.first(header.table_size());
    TRY(file.read(header.table_offset, table));
    notes::Findings findings{};
    for (std::uint32_t number = 0; number < header.table_count; ++number) {
        auto const& entry = elf::program_header(table, number);
        if (!elf::is_note(entry))
            continue;
        auto const range = TRY(elf_notes::range_of(entry, number, file.size(), path));
        auto const bytes = MutableBytes{room.notes}.first(range.file_size);
        TRY(file.read(range.file_offset, bytes));
        TRY(notes::read(bytes, range, path, findings));
    }
    return findings.seal.has_value();
}

constexpr std::string_view words_for(Kind kind)
{
    switch (kind) {
    case Kind::multiboot: return "for Multiboot";
    case Kind::multiboot2: return "for Multiboot2";
    case Kind::limine: return "for Limine";
    case Kind::linux_image: return "a Linux kernel";
    default: return {};
    }
}

Result<void> describe_file(Boot& boot, Setting const& kernel, std::string_view path, Words& words)
{
    auto& room = boot.workspace->kernel_file;
    auto& file = *TRY(boot.volume->open(path));
    words << ", ";
    words.size(file.size());
    auto const size = std::min<std::uint64_t>(file_kind::start_size, file.size());
    auto const start = MutableBytes{room.notes}.first(static_cast<std::size_t>(size));
    TRY(file.read(0, start));
    auto const first_bytes = read_at<Le32>(start, 0);
    if (first_bytes && packed::is_packed(*first_bytes)) {
        words << (packed::is_gzip(*first_bytes) ? ", packed with gzip" : ", packed with LZ4");
        return {};
    }
    auto const kind = file_kind::of_start(start);
    if (!kernel.has(boot_entry::kernel)) {
        words << ", " << kernel.key;
        return {};
    }
    if (auto const protocol = words_for(kind); !protocol.empty())
        words << ", " << protocol;
    else
        words << (TRY(has_seal(room, file, start, path)) ? ", for farjump, sealed" : ", for farjump, without a seal");
    return {};
}

} // namespace

void describe_kernel(Boot& boot, choice::Item const& item, Words& words)
{
    static std::array<char, longest_path> room;
    auto const& kernel = item.kernel;
    words.clear();
    if (item.is_broken()) {
        words << item.problem;
        return;
    }
    if (kernel.has("chain") && !kernel.value.starts_with('/')) {
        (words << "chain ").name(kernel.value);
        return;
    }
    Lines path{room};
    path << (kernel.value.starts_with('/') ? "" : "/") << kernel.value;
    words.name(path.view());
    if (auto const described = describe_file(boot, kernel, path.view(), words); !described)
        words << ": " << error_text::why(described.error()).view();
}

std::optional<std::string_view> join_options(std::span<Setting const> settings, std::span<char> room)
{
    Lines words{room};
    std::size_t needed = 0;
    for (auto const& setting : settings) {
        if (!setting.has(boot_entry::options))
            continue;
        words << (needed != 0 ? " " : "") << setting.value;
        needed += (needed != 0) + setting.value.size();
    }
    return needed == words.view().size() ? std::optional{words.view()} : std::nullopt;
}

std::string_view print_entry(boot_choice::EntryFile const& file, std::string_view kernel, std::span<char> room)
{
    auto const& entry = file.entry;
    Lines lines{room};
    lines << file.path << "\n\n";
    auto const print = [&](Setting const& setting) {
        if (!setting.value.empty())
            lines << setting.key << " " << setting.value << "\n";
    };
    for (auto const& setting : {Setting{"title", entry.title},
                                {"version", entry.version},
                                {"sort-key", entry.sort_key},
                                {"machine-id", entry.machine_id},
                                entry.kernel})
        print(setting);
    for (auto const& setting : entry.settings.all())
        print(setting);
    lines << "\n" << kernel << "\n";
    return lines.view();
}

std::string_view print_memory_map(MemoryMap const& memory, std::span<char> room)
{
    static constexpr std::pair<MemoryKind, char const*> names[]{
        {MemoryKind::usable, "usable"},     {MemoryKind::reserved, "reserved"}, {MemoryKind::acpi_reclaimable, "ACPI"},
        {MemoryKind::acpi_nvs, "ACPI NVS"}, {MemoryKind::bad, "bad"},           {MemoryKind::loader, "the loader"},
    };
    Lines lines{room};
    for (auto const& range : memory.ranges()) {
        Words words{};
        words.hex(range.base, 12);
        (words << " - ").hex(end_of(range) - 1, 12);
        auto const* const name = std::ranges::find(names, range.kind, &std::pair<MemoryKind, char const*>::first);
        (words << "  ").size(range.length) << ' ' << (name != std::end(names) ? name->second : "other") << '\n';
        lines << words.view();
    }
    return lines.view();
}

} // namespace menu
