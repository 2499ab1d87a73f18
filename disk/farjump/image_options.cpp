// SPDX-License-Identifier: BSD-2-Clause
// Most values are checked by disk/image/mkdisk.sh, which knows what fits together.
#include "disk/farjump/image_options.hpp"

#include "disk/host/refusal.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <system_error>

namespace image_options {
namespace {

using std::string;

// Options that are passed on as they are.
constexpr std::array<std::string_view, 10> engine_options{
    "--options",     "--screen",       "--layout",       "--fat",       "--mbr",
    "--boot-record", "--sector-bytes", "--size-sectors", "--first-lba", "--cluster-sectors"};

std::uint64_t unit_of(char suffix)
{
    switch (suffix) {
    case 'K': return 1ull << 10;
    case 'M': return 1ull << 20;
    case 'G': return 1ull << 30;
    default: return 0;
    }
}

} // namespace

char const* const usage =
    "options for what is on the image:\n"
    "  --options STRING        the kernel's command line\n"
    "  --module FILE[=NAME]    a file for the kernel, /boot/modules/NAME on the image; may be given several times\n"
    "  --entry FILE            your own boot entry, in place of the generated one; the kernel it names is\n"
    "                          /boot/kernel.elf, of Linux /boot/vmlinuz, of other loaders' protocols /boot/kernel\n"
    "  --screen native|text|WIDTHxHEIGHT\n"
    "                          graphics or text\n"
    "  --compress lz4          pack kernel and modules; the loader unpacks them\n"
    "  --count                 count boots: the entry has three tries, until the kernel marks a boot as good\n"
    "options for the form of the image:\n"
    "  --layout mbr|logical|gpt|superfloppy|floppy|old|zip|iso\n"
    "  --fat 12|16|32          the type of the volume\n"
    "  --size N                of the image, with K, M or G; else it is as small as possible\n"
    "  --sector-bytes 512|4096 of the disk that it is for\n"
    "  --mbr jump|ms           ms: for a BIOS that boots only a first sector like Microsoft's\n"
    "  --boot-record yes|no    yes: the partition boots by itself, too\n"
    "  --size-sectors N, --first-lba N, --cluster-sectors N\n"
    "                          numbers of sectors, for tests of disks\n"
    "options for the loader:\n"
    "  --stages DIR            where stage1.bin and stage2.bin are, if not beside this program\n"
    "  --stage1 mbr|simple     simple: a boot sector to learn from, for disks with extended reads\n"
    "  --sealed FILE           keep the sealed copy of the kernel, too\n";

Reader::Reader(int count, char** words) : words_(words + 1, words + count) {}

void Reader::note_single(string const& name)
{
    if (std::ranges::find(seen_, name) != seen_.end())
        throw UsageError(name + " was given twice");
    seen_.push_back(name);
}

bool Reader::takes_flag(string const& name)
{
    if (only_words_ || words_[at_] != name)
        return false;
    note_single(name);
    ++at_;
    return true;
}

std::optional<string> Reader::takes_value(string const& name)
{
    if (only_words_)
        return std::nullopt;
    auto const& word = words_[at_];
    if (name.starts_with("--") && word.starts_with(name + '='))
        return words_[at_++].substr(name.size() + 1);
    if (word != name)
        return std::nullopt;
    if (at_ + 1 == words_.size())
        throw UsageError(name + " needs a value");
    at_ += 2;
    return words_[at_ - 1];
}

bool Reader::takes_wish(Wishes& wishes)
{
    if (auto module = takes_value("--module")) {
        wishes.modules.push_back(*std::move(module));
        return true;
    }
    auto const single = [&](string const& name) {
        auto value = takes_value(name);
        if (value)
            note_single(name);
        return value;
    };
    for (auto const option : engine_options) {
        auto const value = single(string(option));
        if (!value)
            continue;
        wishes.engine.emplace_back(option, *value);
        wishes.has_text = wishes.has_text || option == "--options" || option == "--screen";
        if (option == "--sector-bytes")
            wishes.sector_bytes = *value == "4096" ? 4096 : 512;
        return true;
    }
    if (takes_flag("--count")) {
        wishes.engine.emplace_back("--count", "yes");
        return true;
    }
    if (auto const file = single("--entry")) {
        wishes.entry = *file;
        return true;
    }
    if (auto const directory = single("--stages")) {
        wishes.stages = *directory;
        return true;
    }
    if (auto const file = single("--sealed")) {
        wishes.sealed = *file;
        return true;
    }
    if (auto const size = single("--size")) {
        wishes.size = bytes_of("--size", *size);
        return true;
    }
    if (auto const method = single("--compress")) {
        if (*method != "lz4")
            throw UsageError("--compress " + *method + ": lz4 is wanted");
        wishes.compress = true;
        return true;
    }
    if (auto const stage1 = single("--stage1")) {
        if (*stage1 != "mbr" && *stage1 != "simple")
            throw UsageError("--stage1 " + *stage1 + ": mbr or simple is wanted");
        wishes.stage1_name = *stage1 == "mbr" ? "stage1.bin" : "stage1-simple.bin";
        return true;
    }
    return false;
}

string Reader::take_word()
{
    if (!only_words_ && words_[at_] == "--") {
        only_words_ = true;
        if (++at_ == words_.size())
            throw UsageError("a word is missing behind --");
    }
    auto const& word = words_[at_];
    if (!only_words_ && word.starts_with('-'))
        throw UsageError("there is no option " + word);
    ++at_;
    return word;
}

void set_layout(Wishes& wishes, string const& layout)
{
    if (std::ranges::any_of(wishes.engine, [](auto const& option) { return option.first == "--layout"; }))
        throw UsageError("the layout is " + layout + ": --layout is for farjump image");
    wishes.engine.emplace_back("--layout", layout);
}

void Reader::take_kernel(Wishes& wishes)
{
    auto const word = take_word();
    if (!wishes.kernel.empty())
        throw UsageError("one kernel is wanted, not " + wishes.kernel.string() + " and " + word);
    wishes.kernel = word;
}

std::uint64_t bytes_of(string const& option, string const& text)
{
    auto const unit = text.empty() ? 0 : unit_of(text.back());
    std::uint64_t number{};
    auto const* const end = text.data() + text.size() - (unit != 0 ? 1 : 0);
    auto const [stop, error] = std::from_chars(text.data(), end, number);
    auto const factor = unit != 0 ? unit : 1;
    constexpr std::uint64_t most = 1ull << 62;
    if (error != std::errc{} || stop != end || number == 0 || number > most / factor)
        throw UsageError(option + " needs a number of bytes, such as 64M, not '" + text + "'");
    return number * factor;
}

void finish(Wishes& wishes)
{
    if (wishes.entry && wishes.has_text)
        throw UsageError("--entry has the options and the screen in its own text: --options and --screen are for the "
                         "generated entry");
    if (!wishes.size)
        return;
    if (std::ranges::any_of(wishes.engine, [](auto const& option) { return option.first == "--size-sectors"; }))
        throw UsageError("--size and --size-sectors do not go together");
    if (*wishes.size % wishes.sector_bytes != 0)
        throw UsageError("--size " + std::to_string(*wishes.size) + " bytes are not whole sectors of " +
                         std::to_string(wishes.sector_bytes));
    wishes.engine.emplace_back("--size-sectors", std::to_string(*wishes.size / wishes.sector_bytes));
}

} // namespace image_options
