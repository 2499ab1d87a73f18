// SPDX-License-Identifier: BSD-2-Clause
// Copies the files of disk/farjump/new and replaces the words between @ in them. The project gets its name when it is
// complete.
#include "disk/farjump/new_command.hpp"

#include "disk/farjump/image_options.hpp"
#include "disk/farjump/signals.hpp"
#include "disk/farjump/work_directory.hpp"
#include "disk/host/data_files.hpp"
#include "disk/host/files.hpp"
#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"

#include <algorithm>
#include <array>
#include <iostream>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace new_command {
namespace {

using std::string;
using std::string_view;
using std::filesystem::path;
namespace fs = std::filesystem;

struct Language {
    string_view name;   // also of its directory
    string_view source; // the kernel's file
};

constexpr std::array<Language, 4> languages{
    {{"c", "main.c"}, {"c++", "main.cpp"}, {"rust", "main.rs"}, {"asm", "main.asm"}}};

constexpr std::array<string_view, 3> protocols{"farjump", "limine", "multiboot2"}; // also the directories' names

struct Options {
    path project;
    Language language{};
    string_view protocol = protocols.front();
};

// The name is a word in a Makefile, in file names and in the kernel's greeting.
bool can_be_name(string_view name)
{
    constexpr std::size_t most = 40;
    auto const is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    return !name.empty() && name.size() <= most && is_letter(name.front()) && std::ranges::all_of(name, [&](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

Options parse(Call const& call)
{
    Options options;
    image_options::Reader reader(call.count, call.words);
    while (!reader.at_end()) {
        if (auto const word = reader.takes_value("--language")) {
            auto const* const found = std::ranges::find(languages, *word, &Language::name);
            if (found == languages.end())
                throw UsageError("--language " + *word + ": one of c, c++, rust and asm is wanted");
            options.language = *found;
        } else if (auto const wanted = reader.takes_value("--protocol")) {
            auto const* const found = std::ranges::find(protocols, *wanted);
            if (found == protocols.end())
                throw UsageError("--protocol " + *wanted + ": one of farjump, limine and multiboot2 is wanted");
            options.protocol = *found;
        } else {
            auto const name = reader.take_word();
            if (!options.project.empty())
                throw UsageError("one project is wanted, not " + options.project.string() + " and " + name);
            options.project = name;
        }
    }
    if (options.project.empty())
        throw UsageError("the name of the project is wanted");
    if (options.language.name.empty())
        throw UsageError("--language is wanted");
    if (!can_be_name(options.project.filename().string()))
        throw UsageError(options.project.string() +
                         ": a name has up to 40 letters, digits, - and _, and begins with a letter");
    return options;
}

string text_of(path const& file)
{
    auto const bytes = files::read(data_files::need(file));
    return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}

using Words = std::vector<std::pair<string, string>>; // a word between @, and what stands for it

string filled(string text, Words const& words)
{
    for (auto const& [word, value] : words)
        text = ::words::replaced(std::move(text), word, value);
    return text;
}

void copy(path const& from, path const& to, Words const& words)
{
    fs::create_directories(to.parent_path());
    auto const text = filled(text_of(from), words);
    files::create(to, std::as_bytes(std::span(text)));
}

string line_of(path const& file)
{
    auto text = text_of(file);
    text.pop_back(); // the line feed
    return text;
}

// A name that begins with "dot-" begins with a dot in the project; here it would be hidden.
path in_project(path const& file)
{
    constexpr string_view dot = "dot-";
    path result;
    for (auto const& part : file) {
        auto const name = part.string();
        result /= name.starts_with(dot) ? '.' + name.substr(dot.size()) : name;
    }
    return result;
}

void copy_all(path const& from, path const& project, Words const& words)
{
    for (auto const& file : fs::recursive_directory_iterator(from))
        if (file.is_regular_file())
            copy(file.path(), project / in_project(fs::relative(file.path(), from)), words);
}

void lay_down(Options const& options, path const& templates, path const& project)
{
    auto const& language = options.language;
    auto const protocol = templates / "protocols" / options.protocol;
    auto const own = protocol / language.name;
    Words const words{{"@COMPILE@", text_of(own / "compile")},  {"@PACKAGES@", line_of(own / "packages")},
                      {"@GUIDE@", line_of(protocol / "guide")}, {"@SOURCE@", string(language.source)},
                      {"@PROTOCOL@", string(options.protocol)}, {"@NAME@", options.project.filename().string()}};
    copy_all(templates / "common", project, words);
    copy_all(templates / "languages" / language.name, project, words);
    copy_all(protocol / "common", project, words);
    copy(own / language.source, project / language.source, words);
}

int make(Call const& call)
{
    auto const options = parse(call);
    auto const templates = data_files::places().templates;
    data_files::need(templates / "common/Makefile");
    std::error_code ignored; // then it is not there
    if (fs::symlink_status(options.project, ignored).type() != fs::file_type::not_found)
        throw Refusal(options.project.string() + " is there already", "choose another name");
    auto const directory = fs::absolute(options.project).parent_path();
    if (!fs::is_directory(directory, ignored))
        throw Refusal("there is no directory " + directory.string(), "make it, or choose another place");
    signals::Watch const watch;
    WorkDirectory const work(directory);
    auto const project = work.path() / "project";
    lay_down(options, templates, project);
    fs::rename(project, options.project);
    std::cout << options.project.string() << ": a kernel in " << options.language.name << " for the protocol "
              << options.protocol << ", " << options.language.source << "; boot it: cd " << options.project.string()
              << " && make run\n";
    return 0;
}

} // namespace

string usage()
{
    return "usage: farjump new NAME --language c|c++|rust|asm [--protocol farjump|limine|multiboot2]\n"
           "                        make a project with a small kernel in the directory NAME; without --protocol\n"
           "                        for farjump's own\n";
}

int run(Call const& call)
{
    return program::run(call.name, usage(), [&] { return make(call); });
}

} // namespace new_command
