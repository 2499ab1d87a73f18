// SPDX-License-Identifier: BSD-2-Clause
// What the user wants on an image: the options that `farjump image` and `farjump run` share.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace image_options {

struct Wishes {
    std::filesystem::path kernel;
    std::vector<std::string> modules; // FILE or FILE=NAME
    std::optional<std::filesystem::path> entry;
    bool compress = false;
    std::optional<std::filesystem::path> stages; // the directory of stage1.bin and stage2.bin
    std::string stage1_name = "stage1.bin";
    std::optional<std::filesystem::path> sealed; // where a sealed copy of the kernel is kept

    // Options of disk/image/mkdisk.sh, which checks their values: "--layout" and "gpt".
    std::vector<std::pair<std::string, std::string>> engine;
    bool has_text = false;             // of an entry: --options or --screen
    std::optional<std::uint64_t> size; // of the image, in bytes
    std::uint64_t sector_bytes = 512;
};

// The usage's lines about these options.
extern char const* const usage;

// Reads a command line from left to right, so that an option's value may look like an option.
class Reader {
public:
    Reader(int count, char** words);

    // The next word is an option of this name, or one of its forms `--name=value`: takes it.
    bool takes_flag(std::string const& name);
    std::optional<std::string> takes_value(std::string const& name);

    // Takes an option that both commands have.
    bool takes_wish(Wishes& wishes);

    // Takes a positional argument. Throws a UsageError for an unknown option.
    std::string take_word();

    // Takes a positional argument as the kernel. Throws a UsageError if there is one already.
    void take_kernel(Wishes& wishes);

    bool at_end() const { return at_ == words_.size(); }

private:
    void note_single(std::string const& name);

    std::vector<std::string> words_;
    std::size_t at_ = 0;
    std::vector<std::string> seen_; // options that may be given once
    bool only_words_ = false;       // behind `--`
};

// "64M" in bytes: a number, and K, M or G for KiB, MiB or GiB. Throws a UsageError.
std::uint64_t bytes_of(std::string const& option, std::string const& text);

// For a command that makes one layout only. Throws a UsageError if the user named one.
void set_layout(Wishes& wishes, std::string const& layout);

// Throws a UsageError for options that contradict each other, and translates --size, which depends on the sectors.
void finish(Wishes& wishes);

} // namespace image_options
