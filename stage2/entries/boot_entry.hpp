// SPDX-License-Identifier: BSD-2-Clause
// Parses boot entries, /loader/entries/*.conf, and /loader/loader.conf, which chooses among them.
// UAPI Group, "Boot Loader Specification", "Type #1 Boot Loader Specification Entries" and "Sorting"; loader.conf as in
// systemd's manual page loader.conf(5). farjump's own keys: `kernel`, `multiboot2`, `multiboot` and `chain`, which name
// what is booted, beside the specification's `linux`; `protocol`, for which protocol the file of `kernel` is; `module` and
// `unpack-module`, a file for the kernel; `checksum`, of such a file; `screen`, the kernel's video mode; and, for kernels
// of Limine's protocol, `direct-map-execute` and `early-faults`.
#pragma once

#include "include/code_size.hpp"
#include "include/result.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace boot_entry {

inline constexpr std::size_t max_file_size = 68 << 10; // a command line of 64 KiB, and the other lines
inline constexpr std::size_t max_loader_conf_size = 4096;
inline constexpr std::size_t max_settings = 256;

// One line of a file: a key and its value.
struct Setting {
    std::string_view key;
    std::string_view value;

    OUT_OF_LINE bool has(std::string_view wanted) const { return key == wanted; }
};

// Keys. The value of `kernel` is a path that begins with '/'; the file shows which protocol it is for. The other keys
// that name a kernel, and their protocols, are listed in stage2/protocols/guests.cpp.
inline constexpr std::string_view kernel = "kernel";
inline constexpr std::string_view options = "options";
inline constexpr std::string_view checksum = "checksum";
inline constexpr std::string_view unpack_module = "unpack-module"; // the kernel gets the unpacked content
inline constexpr std::string_view direct_map_execute = "direct-map-execute";
inline constexpr std::string_view early_faults = "early-faults";

// Whether the setting, one of Entry::settings, names a file for the kernel: `module`, `initrd` or `unpack-module`.
inline bool names_file(Setting const& setting)
{
    return setting.key.ends_with("module") || setting.has("initrd");
}

// The settings of the keys that may be given more than once, in the order of the file.
class Settings {
public:
    bool add(Setting const& setting); // false: full
    std::span<Setting const> all() const { return std::span(settings_).first(count_); }

private:
    std::array<Setting, max_settings> settings_{};
    std::size_t count_ = 0;
};

// The entry's request for the screen: graphics of this size, or of the monitor's preferred size if the size is 0.
struct Screen {
    bool graphics;
    std::uint16_t width;
    std::uint16_t height;
};

// What the order of entries depends on, and the title.
struct Heading {
    std::string_view file_name; // "debian-6.1.conf": `default` names it, and it is the last criterion of the order
    std::string_view title;
    std::string_view version;
    std::string_view machine_id;
    std::string_view sort_key;
};

// One entry. All texts point into the file's text, which must outlive the entry; keys not given are empty. A
// repeated key overrides the earlier one, except those that name a kernel and those in `settings`.
struct Entry : Heading {
    std::string_view architecture;
    std::string_view protocol; // takes the place of the key `kernel`
    Setting kernel;    // what to boot: the line `kernel`, or, if there is none, the one line for another protocol
    Settings settings; // `options`, `module`, `initrd`, `unpack-module`, `checksum`, and those of one protocol only
                       // `options`: pieces of the command line, joined with one space between them
                       // the three keys for files: paths, with or without a '/' in front

    std::optional<Screen> screen; // `screen`, our own: native, text or WIDTHxHEIGHT

    // False for entries of another architecture: the specification wants them hidden.
    bool fits_this_machine() const;
};

// `file` is the path for messages. Columns in errors count characters from 1. Text that is not UTF-8 is accepted.
Result<Entry> parse(std::string_view file, std::string_view text);

// When loader.conf wants the menu: the values of `timeout`.
enum class Menu : std::uint8_t {
    on_request, // if a key asks for it, or a boot has failed; also the default, and the value 0
    timed,      // for `timeout` seconds
    forced,     // until a person chooses
    disabled,   // never
};

struct LoaderConf {
    std::string_view default_pattern; // a glob, or empty
    std::string_view serial;          // or empty
    Menu menu = Menu::on_request;
    bool editor = true;             // the menu may change the options
    bool beep = false;              // the menu beeps
    std::uint32_t timeout = 0;      // seconds, for Menu::timed
    std::string_view ignored;       // the first line with an unknown key or value, or empty
    std::uint32_t more_ignored = 0; // the number of other such lines
};

Result<LoaderConf> parse_loader_conf(std::string_view text);

// True if a file of this name in /loader/entries is an entry. Names that begin with a dot are skipped, as in
// systemd-boot: other systems leave such files there, for example macOS "._entry.conf".
bool is_entry(std::string_view file_name);

// True if `pattern`, the value of `default`, matches the entry in this file. It is the file's name, the entry's id,
// which has no counter (boot_counter.hpp), or a pattern for either with * ? [a-z] [!a-z]; ".conf" may be missing. Case
// is ignored, as in the names of a FAT volume.
bool matches(std::string_view pattern, std::string_view file_name);

// The specification's order: true if `left` comes before `right` in a menu. The order is total: of two entries that the
// specification's rules do not distinguish, always the same one comes first.
bool precedes(Heading const& left, Heading const& right);

} // namespace boot_entry
