// SPDX-License-Identifier: BSD-2-Clause
// The user's kernel is never changed: a sealed copy goes on the image.
#include "disk/farjump/disk_image.hpp"

#include "disk/entry/file_checksum.hpp"
#include "disk/farjump/processes.hpp"
#include "disk/farjump/user_entry.hpp"
#include "disk/host/data_files.hpp"
#include "disk/host/files.hpp"
#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "disk/kernel_tools/kernel_key.hpp"
#include "disk/kernel_tools/packed_kernel.hpp"
#include "disk/kernel_tools/report_text.hpp"
#include "disk/kernel_tools/seal.hpp"
#include "disk/kernel_tools/sealing.hpp"

#include <unistd.h>

#include <iostream>
#include <system_error>
#include <utility>

namespace disk_image {
namespace {

using image_options::Wishes;
using std::string;
using std::filesystem::path;
namespace fs = std::filesystem;

// The loader's own files.
struct Loader {
    path stage1, stage2, efi_stub, engine;
};

struct Module {
    path file;
    string name;         // on the image
    string given;        // as the user has named it, for messages
    bool packed = false; // by --compress
};

bool is_file(path const& file)
{
    std::error_code ignored; // then it is none
    return fs::is_regular_file(file, ignored) && ::access(file.c_str(), R_OK) == 0;
}

void need_readable(path const& file, string const& what)
{
    if (!is_file(file))
        throw Refusal(what + file.string() + ": there is no such file, or it cannot be read", "name a file");
}

Loader loader_for(Wishes const& wishes)
{
    auto const places = data_files::places();
    auto const stages = wishes.stages.value_or(places.stages);
    data_files::need(places.constants);
    return {data_files::need(stages / wishes.stage1_name), data_files::need(stages / "stage2.bin"),
            data_files::need(places.efi_stub), data_files::need(places.engine)};
}

void need_programs(Wishes const& wishes)
{
    for (auto const* const program : {"mcopy", "mmd", "mdir"})
        processes::need(program, "mtools");
    processes::need("mkfs.fat", "dosfstools");
    processes::need("sfdisk", "fdisk");
    if (wishes.compress)
        processes::need("lz4", "lz4");
}

// FILE=NAME, unless there is a file whose whole name that is.
Module module_of(string const& given)
{
    auto const equals = given.rfind('=');
    if (equals == given.npos || is_file(given))
        return {given, path(given).filename().string(), given};
    Module const module{given.substr(0, equals), given.substr(equals + 1), given};
    bool const is_name =
        !module.name.empty() && module.name != "." && module.name != ".." && module.name.find('/') == module.name.npos;
    if (!is_name)
        throw Refusal("--module " + given + ": '" + module.name + "' is no name of a file",
                      "NAME is the file's name in /boot/modules on the image");
    return module;
}

std::vector<Module> modules_of(Wishes const& wishes)
{
    std::vector<Module> modules;
    for (auto const& given : wishes.modules) {
        modules.push_back(module_of(given));
        need_readable(modules.back().file, "--module ");
    }
    return modules;
}

// Runs a program that prints only errors; those become the refusal.
void run_quietly(processes::Words const& words, string const& hint, std::function<void(pid_t)> const& meanwhile = {})
{
    using processes::Child;
    Child child(words, Child::Input::none, Child::Output::none, processes::Errors::kept);
    child.wait([&] {
        if (meanwhile)
            meanwhile(child.number());
    });
    auto errors = child.errors();
    while (errors.ends_with('\n'))
        errors.pop_back();
    if (child.status() != 0)
        throw Refusal(errors.empty() ? words[0] + " ended with status " + std::to_string(child.status()) : errors,
                      hint);
    if (!errors.empty())
        std::cerr << errors << '\n';
}

void pack(path const& from, path const& to)
{
    run_quietly({"lz4", "-12", "-q", "-f", "--content-size", fs::canonical(from).string(), to.string()},
                "leave out --compress");
}

// The kernel as it goes on the image.
struct Kernel {
    string key;
    path file;
    std::optional<std::uint32_t> seal;
    std::vector<string> notes;
};

Kernel sealed_already(path const& file)
{
    auto const read = packed_kernel::read(file.string());
    auto const seal = or_refuse(sealing::check(read.content, file.string()));
    if (!seal)
        throw Refusal(file.string() + " is not sealed", "give --sealed another name than the kernel's");
    return {"kernel", file, *seal, {}};
}

Kernel prepare_kernel(Wishes const& wishes, path const& directory)
{
    auto const name = wishes.kernel.string();
    auto const key = kernel_key::of(name);
    if (key != "kernel")
        return {key, wishes.kernel, {}, {}};
    auto const copy = wishes.sealed.value_or(directory / "kernel.elf");
    if (files::same(copy, wishes.kernel))
        return sealed_already(copy);
    auto const written = seal_command::write_sealed(name, copy.string());
    auto notes = written.warnings;
    if (!written.advice.empty())
        notes.push_back(written.advice);
    return {key, copy, written.checksum, notes};
}

// A packed file stays as it is, and so does one that would not become smaller.
bool pack_if_smaller(path const& from, path const& to)
{
    pack(from, to);
    return fs::file_size(to) < fs::file_size(from);
}

void compress_kernel(Kernel& kernel, path const& directory)
{
    if (kernel.key == "linux")
        throw Refusal("--compress: Linux kernels unpack themselves, and are not packed once more",
                      "leave out --compress; pack initrds by yourself");
    auto const packed = directory / "kernel.lz4";
    if (!packed_kernel::read(kernel.file.string()).packing && pack_if_smaller(kernel.file, packed))
        kernel.file = packed;
}

// A name of its own, or other content, is given to a module by a file in the work directory.
void prepare_module(Module& module, std::size_t index, bool compress, path const& directory)
{
    auto const own = directory / std::to_string(index);
    fs::create_directory(own);
    auto const file = own / module.name;
    if (compress && pack_if_smaller(module.file, file))
        module.packed = true;
    else if (module.name == module.file.filename())
        return;
    else {
        fs::remove(file);
        fs::create_symlink(fs::absolute(module.file), file);
    }
    module.file = file;
}

string kernel_path(string const& key)
{
    return key == "kernel" ? "/boot/kernel.elf" : key == "linux" ? "/boot/vmlinuz" : "/boot/kernel";
}

string module_path(Module const& module)
{
    return "/boot/modules/" + module.name;
}

// The engine's message, with the user's names of files in place of those in the work directory.
string in_users_words(string text, std::vector<Module> const& modules)
{
    constexpr std::string_view own = "mkdisk.sh: ";
    if (text.starts_with(own))
        text.erase(0, own.size());
    for (auto const& module : modules)
        for (auto const& file : {module.file.string(), processes::quoted({module.file.string()})})
            text = words::replaced(std::move(text), file, module.given);
    return text;
}

path shortened(path const& file)
{
    auto const relative = fs::proximate(file);
    return relative.string().starts_with("..") ? file : relative;
}

processes::Words engine_words(Wishes const& wishes, path const& image, Loader const& loader, Kernel const& kernel,
                              std::vector<Module> const& modules)
{
    processes::Words words{shortened(loader.engine).string(),
                           "--image",
                           image.string(),
                           "--stage1",
                           loader.stage1.string(),
                           "--stage2",
                           loader.stage2.string(),
                           "--kernel",
                           kernel.file.string(),
                           "--key",
                           kernel.key,
                           "--efi-stub",
                           loader.efi_stub.string(),
                           "--farjump",
                           data_files::program().string()};
    for (auto const& [option, value] : wishes.engine) {
        words.push_back(option);
        words.push_back(value);
    }
    for (auto const& module : modules) {
        words.push_back(module.packed ? "--unpack-module" : "--module");
        words.push_back(module.file.string());
    }
    if (wishes.entry) {
        words.push_back("--entry");
        words.push_back(wishes.entry->string());
    }
    return words;
}

// The engine works on a file in a directory with its process number in the name.
path file_in_progress(path const& directory, pid_t engine)
{
    auto const start = ".mkdisk." + std::to_string(engine) + '.';
    std::error_code ignored; // then nothing is shown
    for (auto const& item : fs::directory_iterator(directory, ignored))
        if (item.path().filename().string().starts_with(start))
            return item.path() / "disk.img";
    return {};
}

void run_engine(processes::Words const& words, path const& image, std::vector<Module> const& modules,
                std::uint64_t bytes, Progress& progress)
{
    auto const directory = fs::weakly_canonical(fs::absolute(image)).parent_path();
    constexpr auto hint = "farjump help image lists the options";
    try {
        run_quietly(words, hint, [&](pid_t engine) {
            progress.show(image.filename().string(), Progress::written(file_in_progress(directory, engine)), bytes);
        });
    } catch (Refusal const& refusal) {
        throw Refusal(in_users_words(refusal.what(), modules), refusal.hint());
    }
}

} // namespace

void check_inputs(Wishes const& wishes, path const& output, string const& option)
{
    auto const check = [&](path const& input, string const& what) {
        if (files::same(output, input))
            throw Refusal(option + ' ' + output.string() + " is the same file as " + what + input.string() +
                              ", which is read",
                          "give the output a name of its own");
    };
    auto const loader = loader_for(wishes);
    check(wishes.kernel, "the kernel ");
    for (auto const& module : modules_of(wishes))
        check(module.file, "the module ");
    if (wishes.entry)
        check(*wishes.entry, "the boot entry ");
    check(loader.stage1, "stage 1, ");
    check(loader.stage2, "stage 2, ");
    check(loader.efi_stub, "the EFI stub ");
}

Made make(Wishes const& wishes, path const& image, WorkDirectory const& work, Progress& progress, bool verbose)
{
    auto const loader = loader_for(wishes);
    need_programs(wishes);
    need_readable(wishes.kernel, "");
    if (wishes.entry)
        need_readable(*wishes.entry, "--entry ");
    auto modules = modules_of(wishes);
    auto kernel = prepare_kernel(wishes, work.path());
    if (verbose && kernel.seal)
        std::cout << kernel.file.string() << ": sealed, checksum " << report_text::hex(*kernel.seal, 8) << std::endl;
    if (wishes.compress)
        compress_kernel(kernel, work.path());
    for (std::size_t index = 0; index < modules.size(); ++index)
        prepare_module(modules[index], index, wishes.compress, work.path());

    std::vector<user_entry::OnImage> on_image{{kernel_path(kernel.key), kernel.file}};
    for (auto const& module : modules)
        on_image.push_back({module_path(module), module.file});
    if (wishes.entry)
        user_entry::check(*wishes.entry, on_image);
    std::uint64_t bytes = fs::file_size(loader.stage2);
    for (auto const& file : on_image)
        bytes += fs::file_size(file.source);

    auto const words = engine_words(wishes, image, loader, kernel, modules);
    if (verbose)
        std::cout << processes::quoted(words) << std::endl;
    run_engine(words, image, modules, bytes, progress);

    Made made{.protocol = kernel.key == "kernel" ? "farjump" : kernel.key,
              .kernel_path = kernel_path(kernel.key),
              .seal = kernel.seal,
              .notes = kernel.notes,
              .checksums = {},
              .size = fs::file_size(image)};
    for (auto const& file : on_image)
        made.checksums.emplace_back(file.path, file_checksum::of(file.source.string()));
    return made;
}

} // namespace disk_image
