// Boot entries: /loader/entries/*.conf, and /loader/loader.conf, which chooses among them.
// UAPI Group, "Boot Loader Specification", "Type #1 Boot Loader Specification Entries" and "Sorting"; loader.conf as in
// systemd's manual page loader.conf(5). Keys of our own: `kernel`, an ELF kernel, `module` and `unpack-module`, a file
// for it, and `screen`, how to set up its screen.
#pragma once

#include "include/result.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace boot_entry {

inline constexpr std::size_t max_file_size = 68 << 10; // a command line of 64 KiB, and the lines around it
inline constexpr std::size_t max_loader_conf_size = 4096;
inline constexpr std::size_t max_values = 128;

// What a line says.
struct Setting {
    std::string_view key;
    std::string_view value;
};

inline constexpr std::string_view unpack_module = "unpack-module"; // a key: the kernel wants what is packed in the file

// The settings of keys that may be given more than once, in the order of the file.
class Settings {
public:
    bool add(Setting const& setting); // false: full
    std::span<Setting const> all() const { return std::span(settings_).first(count_); }

private:
    std::array<Setting, max_values> settings_{};
    std::size_t count_ = 0;
};

// What the entry says of the screen: graphics of this size, or where it is 0 of the size that the monitor likes best.
struct Screen {
    bool graphics;
    std::uint16_t width;
    std::uint16_t height;
};

// One entry. All texts point into the file's text, which must outlive the entry; keys not given are empty. Of a key
// that is given twice the last one counts, but for the kernel, which is too important to guess.
struct Entry {
    std::string_view file_name; // "debian-6.1.conf": what `default` speaks of, and the last word in sorting
    std::string_view title;
    std::string_view version;
    std::string_view machine_id;
    std::string_view sort_key;
    std::string_view architecture;
    std::string_view kernel; // path of the ELF kernel; starts with '/'
    Settings options;        // pieces of the command line, to be joined with one space between them
    Settings modules;        // `module`, `initrd` and `unpack-module`: paths, with or without a '/' in front

    std::optional<Screen> screen; // `screen`, our own: native, text or WIDTHxHEIGHT

    // False for entries of another architecture: the specification wants them hidden.
    bool fits_this_machine() const;
};

// `file` is the path as messages shall name it. Columns in errors count characters, from 1; what is not UTF-8 passes.
Result<Entry> parse(std::string_view file, std::string_view text);

struct LoaderConf {
    std::string_view default_pattern;     // a glob, or empty
    std::optional<std::uint32_t> timeout; // seconds; nothing when not given or not a number ("menu-hidden")
};

Result<LoaderConf> parse_loader_conf(std::string_view text);

// Is a file of this name in /loader/entries an entry? Names that begin with a dot are not, as in systemd-boot: they are
// other systems' leavings, such as macOS' "._entry.conf".
bool is_entry(std::string_view file_name);

// Does `default` mean the entry of this file? It may be the file's name, the entry's id, which has no counter
// (boot_counter.hpp), or a pattern for either with * ? [a-z] [!a-z]; all of them with or without ".conf". Letters match
// in either case, as they do in the names of a FAT volume.
bool matches(std::string_view pattern, std::string_view file_name);

// The specification's order: true when `left` stands above `right` in the menu. Of two entries that are equal by all of
// its rules one precedes nevertheless, always the same.
bool precedes(Entry const& left, Entry const& right);

} // namespace boot_entry
