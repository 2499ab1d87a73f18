// SPDX-License-Identifier: BSD-2-Clause
// Tests boot entries and loader.conf: what is read, what is refused and where, patterns, and the order of entries.
#include "stage2/entries/boot_entry.hpp"

#include "stage2/talk/error_text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

using boot_entry::Entry;
using errors::Code;
using namespace std::string_view_literals;
using Numbers = std::array<std::uint64_t, 3>;

namespace {

constexpr std::string_view file = "/loader/entries/test.conf";

Result<Entry> parse(std::string_view text)
{
    return boot_entry::parse(file, text);
}

void expect_refusal(std::string_view text, Code code, Numbers numbers)
{
    auto const entry = parse(text);
    ASSERT_FALSE(entry.has_value()) << text;
    EXPECT_EQ(entry.error()->code, code) << error_text::why(entry.error()).view();
    EXPECT_EQ(entry.error()->numbers, numbers) << error_text::why(entry.error()).view();
    EXPECT_EQ(entry.error()->name, file);
}

std::vector<std::string_view> list(boot_entry::Settings const& settings, bool options = false)
{
    std::vector<std::string_view> values;
    for (auto const& setting : settings.all())
        if ((setting.key == boot_entry::options) == options)
            values.push_back(setting.value);
    return values;
}

} // namespace

TEST(BootEntry, ReadsEveryKey)
{
    auto const entry = parse("# an entry\n"
                             "title        farjump (test)\n"
                             "sort-key     farjump\n"
                             "machine-id   6a9857a393724b7a981ebb5b8495b9ea\n"
                             "version      1.2~rc1\n"
                             "architecture X64\n"
                             "options      console=ttyS0  quiet\n"
                             "kernel       /boot/kernel.elf\n"
                             "module       /boot/first.bin\n"
                             "initrd       boot/initrd\n"
                             "options      debug\n");
    ASSERT_TRUE(entry.has_value()) << error_text::why(entry.error()).view();
    EXPECT_EQ(entry->file_name, "test.conf");
    EXPECT_EQ(entry->title, "farjump (test)");
    EXPECT_EQ(entry->sort_key, "farjump");
    EXPECT_EQ(entry->machine_id, "6a9857a393724b7a981ebb5b8495b9ea");
    EXPECT_EQ(entry->version, "1.2~rc1");
    EXPECT_EQ(entry->kernel.value, "/boot/kernel.elf");
    EXPECT_EQ(list(entry->settings, true), (std::vector{"console=ttyS0  quiet"sv, "debug"sv}));
    EXPECT_EQ(list(entry->settings), (std::vector{"/boot/first.bin"sv, "boot/initrd"sv}));
    EXPECT_TRUE(entry->fits_this_machine());
}

TEST(BootEntry, KeepsModulesInOrderWithTheirKeys)
{
    auto const entry = parse("unpack-module /a.lz4\nkernel /k\nmodule b\nunpack-module   c d \ninitrd /e\n"
                             "unpack-modules /f\nunpack /g\nUnpack-Module /h\n");
    ASSERT_TRUE(entry.has_value());
    EXPECT_EQ(list(entry->settings), (std::vector{"/a.lz4"sv, "b"sv, "c d"sv, "/e"sv}));
    std::string unpack;
    for (auto const& setting : entry->settings.all())
        unpack += setting.key == boot_entry::unpack_module ? 'u' : '-';
    EXPECT_EQ(unpack, "u-u-");
    expect_refusal("kernel /k\nunpack-module\n", Code::entry_key_without_value, {2, 1});
}

TEST(BootEntry, CountsOptionsAndFilesTogether)
{
    std::string text = "kernel /k\n";
    for (int i = 0; i < 64; ++i)
        text += "module m\nunpack-module u\noptions o\nchecksum c\n";
    EXPECT_TRUE(parse(text).has_value());
    for (auto const* key : {"module", "initrd", "unpack-module", "options", "checksum"})
        expect_refusal(text + key + " x\n", Code::entry_too_many_values, {258, 1, 256});
}

TEST(BootEntry, ToleratesWhatEditorsDo)
{
    for (auto const text : {"\xEF\xBB\xBFkernel /k\r\ntitle Größe\r\n"sv, "\n\n \t kernel\t\t /k \t\n\ttitle Größe"sv,
                            "kernel /k\ntitle Größe\r"sv, "efi /x.efi\nkernel /k\ntitle old\ntitle Größe\n#"sv}) {
        auto const entry = parse(text);
        ASSERT_TRUE(entry.has_value()) << error_text::why(entry.error()).view();
        EXPECT_EQ(entry->kernel.value, "/k");
        EXPECT_EQ(entry->title, "Größe");
    }
}

TEST(BootEntry, RefusesKeysWithoutValue)
{
    expect_refusal("kernel /k\n  title \t\n", Code::entry_key_without_value, {2, 3});
    expect_refusal("kernel=/k\n", Code::entry_key_without_value, {1, 1});
    expect_refusal("kernel", Code::entry_key_without_value, {1, 1});
}

TEST(BootEntry, RefusesControlCharactersEvenInComments)
{
    expect_refusal("kernel /k\ntitle a\x1B[31m\n", Code::entry_control_character, {2, 8, 0x1B});
    expect_refusal("# \x7F\nkernel /k\n", Code::entry_control_character, {1, 3, 0x7F});
    expect_refusal("kernel /k\0\n"sv, Code::entry_control_character, {1, 10, 0});
    expect_refusal("title a\rkernel /k\n", Code::entry_control_character, {1, 8, '\r'});
}

TEST(BootEntry, CountsColumnsInCharacters)
{
    expect_refusal("title Größe€\x01\n", Code::entry_control_character, {1, 13, 1});
}

TEST(BootEntry, RefusesRelativePaths)
{
    expect_refusal("kernel boot/kernel.elf\n", Code::entry_path_relative, {1, 8});
}

TEST(BootEntry, RefusesEntriesWithoutOneKernel)
{
    expect_refusal("", Code::entry_without_kernel, {});
    expect_refusal("# kernel /k\n", Code::entry_without_kernel, {});
    expect_refusal("title x\nkernel /a\nkernel /b\n", Code::entry_key_repeated, {3, 1});
    expect_refusal("title x\nefi /x.efi\nuki /y.efi\n", Code::entry_without_kernel, {});
}

TEST(BootEntry, TakesOneKernelOfAnotherProtocol)
{
    for (std::string const key : {"linux", "multiboot2", "multiboot", "chain"}) {
        auto const text = "title x\n" + key + " vmlinuz -x\ninitrd /i\n";
        auto const entry = parse(text);
        ASSERT_TRUE(entry.has_value()) << key;
        EXPECT_EQ(entry->kernel.key, key);
        EXPECT_EQ(entry->kernel.value, "vmlinuz -x");
        for (auto const* const other : {"linux", "multiboot2", "multiboot", "chain"})
            expect_refusal(key + " /a\n" + other + " /b\n", Code::entry_key_repeated, {2, 1});
    }
}

TEST(BootEntry, PrefersItsOwnKeyToLinux)
{
    for (auto const* const text : {"linux /vmlinuz\nkernel /k\n", "kernel /k\nlinux /vmlinuz\n"}) {
        auto const entry = parse(text);
        ASSERT_TRUE(entry.has_value());
        EXPECT_EQ(entry->kernel.key, "kernel");
        EXPECT_EQ(entry->kernel.value, "/k");
    }
}

TEST(BootEntry, ProtocolTakesThePlaceOfTheKeyKernel)
{
    auto const key_of = [](std::string_view text) {
        auto const entry = parse(text);
        return entry ? std::string(entry->kernel.key) + ' ' + std::string(entry->kernel.value) : "refused";
    };
    EXPECT_EQ(key_of("kernel /k\nprotocol limine\n"), "limine /k");
    EXPECT_EQ(key_of("protocol limine\nkernel /k\n"), "limine /k");
    EXPECT_EQ(key_of("protocol linux\nprotocol other\nkernel /k\n"), "other /k"); // the last one counts
    EXPECT_EQ(key_of("protocol limine\nlinux /k\n"), "linux /k");                 // it belongs to `kernel`
    EXPECT_EQ(key_of("kernel /k\nlinux /l\nprotocol limine\n"), "limine /k");
    EXPECT_EQ(key_of("protocol limine\n"), "refused");
    expect_refusal("kernel /k\nprotocol\n", Code::entry_key_without_value, {2, 1, 0});
}

TEST(BootEntry, KeepsTheSettingsOfLiminesProtocol)
{
    auto const entry = parse("kernel /k\ndirect-map-execute no\nmodule /m  its string\nearly-faults yes\n");
    ASSERT_TRUE(entry);
    auto const settings = entry->settings.all();
    ASSERT_EQ(settings.size(), 3u);
    EXPECT_TRUE(settings[0].has(boot_entry::direct_map_execute) && settings[0].value == "no");
    EXPECT_TRUE(boot_entry::names_file(settings[1]) && settings[1].value == "/m  its string");
    EXPECT_TRUE(settings[2].has(boot_entry::early_faults) && settings[2].value == "yes");
    EXPECT_FALSE(boot_entry::names_file(settings[0]) || boot_entry::names_file(settings[2]));
}

TEST(BootEntry, KnowsItsMachine)
{
    EXPECT_TRUE(parse("kernel /k\n")->fits_this_machine());
    EXPECT_TRUE(parse("kernel /k\narchitecture x64\n")->fits_this_machine());
    EXPECT_FALSE(parse("kernel /k\narchitecture aa64\n")->fits_this_machine());
    EXPECT_FALSE(parse("kernel /k\narchitecture x64x\n")->fits_this_machine());
}

TEST(LoaderConf, ReadsAllItsKeys)
{
    auto const conf = boot_entry::parse_loader_conf("# comment\ntimeout 3\ndefault farjump-*\neditor no\nbeep on\n"
                                                    "serial errors\n");
    ASSERT_TRUE(conf.has_value());
    EXPECT_EQ(conf->default_pattern, "farjump-*");
    EXPECT_EQ(conf->timeout, 3u);
    EXPECT_EQ(conf->menu, boot_entry::Menu::timed);
    EXPECT_FALSE(conf->editor);
    EXPECT_TRUE(conf->beep);
    EXPECT_EQ(conf->serial, "errors");
    EXPECT_EQ(conf->ignored, "");
    EXPECT_EQ(conf->more_ignored, 0u);
}

TEST(LoaderConf, WithoutLinesShowsTheMenuOnRequestOnly)
{
    auto const conf = boot_entry::parse_loader_conf("");
    EXPECT_EQ(conf->menu, boot_entry::Menu::on_request);
    EXPECT_EQ(conf->timeout, 0u);
    EXPECT_TRUE(conf->editor);
    EXPECT_FALSE(conf->beep);
}

TEST(LoaderConf, KnowsTheWordsOfTimeout)
{
    using boot_entry::Menu;
    struct {
        char const* value;
        Menu menu;
        std::uint32_t seconds;
    } const cases[] = {
        {"menu-hidden", Menu::on_request, 0}, {"menu-force", Menu::forced, 0}, {"menu-disabled", Menu::disabled, 0},
        {"0", Menu::on_request, 0},           {"1", Menu::timed, 1},           {"999999999", Menu::timed, 999'999'999},
    };
    for (auto const& [value, menu, seconds] : cases) {
        SCOPED_TRACE(value);
        auto const text = std::string("timeout ") + value + "\n";
        auto const conf = boot_entry::parse_loader_conf(text);
        EXPECT_EQ(conf->menu, menu);
        EXPECT_EQ(conf->timeout, seconds);
        EXPECT_EQ(conf->ignored, "");
    }
}

TEST(LoaderConf, TheLastTimeoutCounts)
{
    using boot_entry::Menu;
    EXPECT_EQ(boot_entry::parse_loader_conf("timeout 3\ntimeout menu-force\n")->menu, Menu::forced);
    EXPECT_EQ(boot_entry::parse_loader_conf("timeout menu-force\ntimeout 3\n")->menu, Menu::timed);
    EXPECT_EQ(boot_entry::parse_loader_conf("timeout 3\ntimeout 0\n")->menu, Menu::on_request);
    EXPECT_EQ(boot_entry::parse_loader_conf("timeout 3\ntimeout never\n")->timeout, 3u);
}

TEST(LoaderConf, KnowsTheWordsOfASwitch)
{
    for (auto const* const word : {"yes", "on", "true", "1"}) {
        auto const text = std::string("beep ") + word;
        EXPECT_TRUE(boot_entry::parse_loader_conf(text)->beep) << word;
    }
    for (auto const* const word : {"no", "off", "false", "0"}) {
        auto const text = std::string("editor ") + word;
        EXPECT_FALSE(boot_entry::parse_loader_conf(text)->editor) << word;
    }
    auto const conf = boot_entry::parse_loader_conf("editor maybe\n");
    EXPECT_TRUE(conf->editor);
    EXPECT_EQ(conf->ignored, "editor maybe");
}

TEST(LoaderConf, NotesTheFirstLineThatItIgnores)
{
    for (auto const* const line : {"console-mode max", "timeout", "timeout -1", "timeout 3s", "timeout 4294967299",
                                   "timeout menu-never", "beep 2", "editor", "Default x"}) {
        SCOPED_TRACE(line);
        auto const text = std::string("  ") + line + "  \n";
        auto const conf = boot_entry::parse_loader_conf(text);
        if (!std::string_view(line).contains(' ')) {
            EXPECT_FALSE(conf.has_value()); // a key without a value
            continue;
        }
        ASSERT_TRUE(conf.has_value());
        EXPECT_EQ(conf->ignored, line);
        EXPECT_EQ(conf->more_ignored, 0u);
        EXPECT_EQ(conf->menu, boot_entry::Menu::on_request);
    }
    auto const conf = boot_entry::parse_loader_conf("first line\ntimeout 5\nsecond line\nbeep perhaps\n");
    EXPECT_EQ(conf->ignored, "first line");
    EXPECT_EQ(conf->more_ignored, 2u);
    EXPECT_EQ(conf->timeout, 5u);
}

TEST(LoaderConf, NamesItsFileInErrors)
{
    auto const conf = boot_entry::parse_loader_conf("timeout 3\ndefault\n");
    ASSERT_FALSE(conf.has_value());
    EXPECT_EQ(error_text::why(conf.error()).view(), "/loader/loader.conf, line 2, column 1: a key without a value");
}

TEST(BootEntry, MatchesPatternsWithAndWithoutSuffix)
{
    struct {
        std::string_view pattern, name;
        bool expected;
    } const cases[] = {
        {"farjump", "farjump.conf", true},
        {"farjump.conf", "farjump.conf", true},
        {"farjump.*", "farjump.conf", true},
        {"FarJump", "FARJUMP.CON", false},
        {"FarJump", "FARJUMP.CONF", true},
        {"far*", "farjump.conf", true},
        {"*", "", true},
        {"", "x.conf", false},
        {"", ".conf", true},
        {"f?rjump", "farjump.conf", true},
        {"f?jump", "farjump.conf", false},
        {"linux-[0-9].*", "linux-6.1.conf", true},
        {"linux-[!0-9]*", "linux-6.conf", false},
        {"linux-[^0-9]*", "linux-a.conf", true},
        {"[a-c]x", "Bx.conf", true},
        {"[]x]", "].conf", true},
        {"[!]x]", "].conf", false},
        {"[a-]", "-.conf", true},
        {"[a", "[a.conf", true},
        {"*a*b*c", "xxaxxbxxbxc.conf", true},
        {"*a*b*c", "xxaxxcxxb.conf", false},
        {"a**", "a.conf", true},
        {"foo", "foo+3.conf", true},
        {"foo.conf", "foo+3-1.conf", true},
        {"foo.c?nf", "foo+0-3.conf", true},
        {"f?o", "FOO+3.conf", true},
        {"foo+3", "foo+3.conf", true},
        {"foo+*", "foo+3-1.conf", true},
        {"foo", "foo+x.conf", false},
        {"foo+2", "foo+2-1.conf", false},
        {"foo", "foo+2+3.conf", false},
        {"foo+2", "foo+2+3.conf", true},
        {"foo.conf.conf", "foo+3.conf", false},
        {"", "foo+3.conf", false},
    };
    for (auto const& [pattern, name, expected] : cases)
        EXPECT_EQ(boot_entry::matches(pattern, name), expected) << pattern << ' ' << name;
}

// The longest name that FAT allows, and one that is longer still.
TEST(BootEntry, MatchesLongNames)
{
    EXPECT_TRUE(boot_entry::matches("n*n.conf", std::string(758, 'n') + "+3.conf"));
    EXPECT_FALSE(boot_entry::matches("n*n.conf", std::string(759, 'n') + "+3.conf"));
}

TEST(BootEntry, IsEveryNameButThoseWithADotInFront)
{
    for (auto const name :
         {"a.conf", "A.CONF", "auto-windows.conf", "a+3.conf", "a.b.conf", "名.conf", " .conf", "!.conf"})
        EXPECT_TRUE(boot_entry::is_entry(name)) << name;
    for (auto const name :
         {".conf", "._a.conf", ".a.conf", "..conf", "a.con", "aconf", "a.conf~", "a.conf.bak", "", "conf"})
        EXPECT_FALSE(boot_entry::is_entry(name)) << name;
}

TEST(BootEntry, MatchesHostilePatternsInBoundedTime)
{
    std::string pattern;
    for (int i = 0; i < 1000; ++i)
        pattern += "*a";
    EXPECT_FALSE(boot_entry::matches(pattern + "b", std::string(1000, 'a')));
}

TEST(BootEntry, SortsOnlyGivenUpEntriesToTheEnd)
{
    // Names of which each stands before "a+0-3", though some look much like it.
    Entry given_up, other;
    given_up.file_name = "a+0-3.conf";
    for (auto const name : {"Z.conf", "Z+1.conf", "Z+10-0.conf", "Z+0-3-generic.conf", "Z+0-.conf", "Z+-3.conf",
                            "Z+.conf", "Z-0.conf", "Z+0x.conf", "Z+0-3+2.conf", "Z+0-99999999999.conf"}) {
        other.file_name = name;
        EXPECT_TRUE(boot_entry::precedes(other, given_up)) << name;
        EXPECT_FALSE(boot_entry::precedes(given_up, other)) << name;
    }
    other.file_name = "Z+00-12.CONF";
    EXPECT_TRUE(boot_entry::precedes(given_up, other));
}

TEST(BootEntry, SortsAsTheSpecificationSays)
{
    // From top to bottom of the menu: file name, sort key, machine ID, version.
    struct {
        std::string_view name, key, machine, version;
    } const menu[] = {
        {"z.conf", "a", "", "2"},      {"y.conf", "a", "", "1"},       {"a.conf", "a", "m1", "1"},
        {"x.conf", "a", "m2", "10"},   {"w.conf", "a", "m2", "9"},     {"w.conf", "a", "m2", "9~rc1"},
        {"v-2.conf", "b", "m1", "1"},  {"v-1.conf", "b", "m1", "1"},   {"k-6.10.conf", "", "m9", "1"},
        {"k-6.9.conf", "", "m1", "2"}, {"k-6.9~rc1.conf", "", "", ""}, {"a.conf", "", "", ""},
        {"b+0.conf", "a", "", "3"},    {"k-7+0-3.conf", "", "", ""},
    };
    std::vector<Entry> entries;
    for (auto const& [name, key, machine, version] : menu) {
        Entry entry;
        entry.file_name = name;
        entry.sort_key = key;
        entry.machine_id = machine;
        entry.version = version;
        entries.push_back(entry);
    }
    for (std::size_t i = 0; i < entries.size(); ++i)
        for (std::size_t k = 0; k < entries.size(); ++k)
            EXPECT_EQ(boot_entry::precedes(entries[i], entries[k]), i < k)
                << entries[i].file_name << ' ' << i << ' ' << k;
}

// Versions would see "+3" as more than ".1", and FAT's order must not decide.
TEST(BootEntry, SortsByIdsAndThenByTheirCounters)
{
    std::string_view const menu[] = {"k-1.0.1+1-5.conf", "k-1.0.conf",     "k-1.0+9.conf", "k-1.0+3-1.conf",
                                     "k-1.0+3-2.conf",   "k-1.0+1.conf",   "k-0.9.conf",   "k-0.9_.conf",
                                     "k-1.0+0-2.conf",   "k-1.0+0-3.conf", "k-0.9+0.conf"};
    for (std::size_t i = 0; i < std::size(menu); ++i)
        for (std::size_t k = 0; k < std::size(menu); ++k) {
            Entry left, right;
            left.file_name = menu[i];
            right.file_name = menu[k];
            EXPECT_EQ(boot_entry::precedes(left, right), i < k) << menu[i] << ' ' << menu[k];
        }
}

TEST(BootEntry, ScreenIsNativeTextOrASize)
{
    auto const screen = [](std::string const& value) {
        return *boot_entry::parse("/e", "kernel /k\nscreen " + value + "\n")->screen;
    };
    EXPECT_FALSE(boot_entry::parse("/e", "kernel /k\n")->screen);
    EXPECT_FALSE(screen("text").graphics);
    EXPECT_TRUE(screen("native").graphics);
    EXPECT_EQ(screen("native").width, 0);
    EXPECT_EQ(screen("1024x768").width, 1024);
    EXPECT_EQ(screen("1024x768").height, 768);
    EXPECT_EQ(screen("65535x00001").width, 65535);
    for (std::string const bad : {"x", "1024", "1024x", "x768", "0x768", "1024x0", "65536x1", "1x99999999999", "1x2x3",
                                  "Native", "-1x1", "1024 x 768"})
        expect_refusal("kernel /k\nscreen " + bad + "\n", Code::entry_screen_unknown, {2, 8});
}
