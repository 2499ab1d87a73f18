// SPDX-License-Identifier: BSD-2-Clause
// Parses the command line, makes the image, and converts it if its name wants that.
#include "disk/farjump/image_command.hpp"

#include "disk/farjump/disk_image.hpp"
#include "disk/farjump/image_options.hpp"
#include "disk/farjump/json.hpp"
#include "disk/farjump/output_format.hpp"
#include "disk/farjump/processes.hpp"
#include "disk/farjump/progress.hpp"
#include "disk/farjump/signals.hpp"
#include "disk/farjump/work_directory.hpp"
#include "disk/host/files.hpp"
#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "disk/kernel_tools/report_text.hpp"
#include "include/boot_sector.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <system_error>

namespace image_command {
namespace {

using output_format::Format;
using std::string;
using std::filesystem::path;
namespace fs = std::filesystem;

constexpr auto json_option = "--json";

struct Options : image_options::Wishes {
    path output;
    bool json = false;
    bool verbose = false;
    bool quiet = false;
};

enum class Kind : bool { disk, iso };

Options parse(Call const& call, Kind kind)
{
    Options options;
    image_options::Reader reader(call.count, call.words);
    while (!reader.at_end()) {
        if (reader.takes_wish(options))
            continue;
        if (auto const output = reader.takes_value("-o")) {
            if (!options.output.empty())
                throw UsageError("-o was given twice");
            options.output = *output;
        } else if (reader.takes_flag(json_option)) {
            options.json = true;
        } else if (reader.takes_flag("--verbose")) {
            options.verbose = true;
        } else if (reader.takes_flag("--quiet")) {
            options.quiet = true;
        } else {
            reader.take_kernel(options);
        }
    }
    if (options.kernel.empty())
        throw UsageError("a kernel is wanted");
    if (options.output.empty())
        throw UsageError("-o is wanted: the name of the image");
    if (int{options.json} + int{options.verbose} + int{options.quiet} > 1)
        throw UsageError("--json, --verbose and --quiet do not go together");
    if (kind == Kind::iso)
        image_options::set_layout(options, "iso");
    image_options::finish(options);
    return options;
}

// The number by which the loader knows the disk: derived from all that is on it.
std::uint32_t identity_of(path const& image)
{
    std::ifstream file(image, std::ios::binary);
    file.seekg(static_cast<std::streamoff>(boot_sector::identity));
    std::uint32_t number = 0;
    if (!file.read(reinterpret_cast<char*>(&number), sizeof number))
        fail_with_errno("cannot read " + image.string());
    return number;
}

void convert(path const& raw, path const& output, Format const& format, WorkDirectory const& work, std::uint64_t bytes,
             Progress& progress)
{
    auto const target = fs::weakly_canonical(fs::absolute(output)); // the file behind a link
    auto const directory = work.path() / "converted";               // a VMDK contains its own name
    fs::create_directory(directory);
    auto const converted = directory / target.filename();
    processes::Words words{"qemu-img", "convert", "-q", "-f", "raw", "-O", format.name};
    if (!format.options.empty())
        words.insert(words.end(), {"-o", format.options});
    words.insert(words.end(), {raw.string(), converted.string()});
    using processes::Child;
    Child child(words, Child::Input::none, Child::Output::none, processes::Errors::kept);
    child.wait([&] { progress.show(output.filename().string(), Progress::written(converted), bytes); });
    if (child.status() != 0)
        throw Refusal("qemu-img does not make " + output.string() + ": " + child.errors(), "make room on its disk");
    output_format::remove_chance(converted, format, identity_of(raw));
    fs::rename(converted, target);
}

void check_output(Options const& options, Format const& format)
{
    output_format::check_output(options.output, format);
    auto const directory = fs::absolute(options.output).parent_path();
    std::error_code ignored; // then it is none
    if (!fs::is_directory(directory, ignored))
        throw Refusal("there is no directory " + directory.string(), "make it, or put the image elsewhere");
    disk_image::check_inputs(options, options.output, "-o");
    if (!options.sealed)
        return;
    if (!files::same(*options.sealed, options.kernel))
        disk_image::check_inputs(options, *options.sealed, "--sealed");
    if (files::same(*options.sealed, options.output))
        throw Refusal("-o " + options.output.string() + " is the same file as --sealed", "give it another name");
}

void report(Options const& options, Format const& format, disk_image::Made const& made, string const& name)
{
    if (options.json) {
        json::Object checksums;
        for (auto const& [file, checksum] : made.checksums)
            checksums.add(file, checksum);
        json::Object object;
        object.add("image", options.output.string())
            .add("format", format.name)
            .add("size", made.size)
            .add("protocol", made.protocol)
            .add("kernel", made.kernel_path)
            .add("entry", disk_image::entry_path);
        if (made.seal)
            object.add("seal", words::hexadecimal(*made.seal, 8));
        std::cout << object.add("checksums", checksums).add("notes", made.notes).str() << '\n';
        return;
    }
    for (auto const& note : made.notes)
        std::cerr << report_text::wrapped(name + ": note:", note);
    if (!options.quiet)
        std::cout << options.output.string() << ": " << words::decimal(made.size) << " bytes, "
                  << (made.protocol == "farjump" ? "a kernel for farjump" : "a kernel of the protocol " + made.protocol)
                  << (made.seal ? ", sealed with checksum " + words::hexadecimal(*made.seal, 8) : "") << '\n';
}

int make(Call const& call, Kind kind)
{
    auto const options = parse(call, kind);
    auto const format = output_format::of(options.output);
    if (!format.is_raw())
        processes::need("qemu-img", "qemu-utils");
    check_output(options, format);
    signals::Watch const watch;
    WorkDirectory const work(fs::weakly_canonical(fs::absolute(options.output)).parent_path());
    Progress progress(!options.json && !options.quiet);
    auto const raw = format.is_raw() ? options.output : work.path() / "disk.img";
    auto const made = disk_image::make(options, raw, work, progress, options.verbose);
    if (!format.is_raw())
        convert(raw, options.output, format, work, Progress::written(raw), progress);
    progress.clear();
    report(options, format, made, call.name);
    return 0;
}

// The code of an error stands at the end of its reason, in brackets.
int print_as_json(string const& cause, string const& cure, int status)
{
    constexpr std::string_view start = " [FJ-";
    auto const at = cause.rfind(start);
    bool const has_code = at != cause.npos && cause.ends_with(']');
    json::Object object;
    object.add("cause", has_code ? cause.substr(0, at) : cause).add("cure", cure);
    if (has_code)
        object.add("code", cause.substr(at + 2, cause.size() - at - 3));
    std::cerr << object.str() << '\n';
    return status;
}

int make_with_json(Call const& call, Kind kind)
try {
    return make(call, kind);
} catch (UsageError const& error) {
    return print_as_json(error.what(), "farjump help image lists the options", program::exit_usage);
} catch (Refusal const& refusal) {
    return print_as_json(refusal.what(), refusal.hint(), program::exit_refused);
} catch (std::exception const& error) {
    return print_as_json(error.what(), "", program::exit_refused);
}

int run(Call const& call, Kind kind, string const& usage)
{
    if (std::find(call.words + 1, call.words + call.count, string(json_option)) != call.words + call.count)
        return make_with_json(call, kind);
    return program::run(call.name, usage, [&] { return make(call, kind); });
}

} // namespace

string usage()
{
    return string(
               "usage: farjump image [OPTION…] KERNEL -o IMAGE    put a kernel on a disk image\n"
               "  -o IMAGE                the image; its name ends in .vdi, .vmdk, .vhd or .qcow2 for these formats\n"
               "  --json                  print one JSON object: about the image on stdout, or about the error on stderr\n"
               "  --verbose               print what is run\n"
               "  --quiet                 print errors and notes only\n") +
           image_options::usage;
}

string usage_of_iso()
{
    return "usage: farjump iso [OPTION…] KERNEL -o IMAGE    the same as farjump image --layout iso: one file that boots as a\n"
           "                                                CD, as a disk and as a stick; farjump help image lists all options\n";
}

int run(Call const& call)
{
    return run(call, Kind::disk, usage());
}

int run_iso(Call const& call)
{
    return run(call, Kind::iso, usage_of_iso());
}

} // namespace image_command
