// SPDX-License-Identifier: BSD-2-Clause
// Makes an image in a temporary directory, and boots it in an emulator. QEMU, qemu(1); disk/emulators/bochs.sh.
#include "disk/farjump/run_command.hpp"

#include "disk/farjump/disk_image.hpp"
#include "disk/farjump/image_options.hpp"
#include "disk/farjump/json.hpp"
#include "disk/farjump/processes.hpp"
#include "disk/farjump/progress.hpp"
#include "disk/farjump/qmp.hpp"
#include "disk/farjump/signals.hpp"
#include "disk/farjump/work_directory.hpp"
#include "disk/host/data_files.hpp"
#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "disk/kernel_tools/report_text.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

namespace run_command {
namespace {

using processes::Child;
using std::string;
using std::filesystem::path;
namespace fs = std::filesystem;

struct Options : image_options::Wishes {
    bool gdb = false;
    bool bochs = false;
    bool no_window = false;
    std::optional<path> screenshot;
    std::uint32_t after = 5;    // seconds
    std::uint32_t memory = 128; // MiB
    std::uint32_t port = 1234;
    std::vector<string> qemu; // more words for it
};

std::uint32_t number_of(string const& option, string const& text, std::uint32_t most)
{
    std::uint32_t number{};
    auto const* const end = text.data() + text.size();
    auto const [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stop != end || number == 0 || number > most)
        throw UsageError(option + " needs a number from 1 to " + std::to_string(most) + ", not '" + text + "'");
    return number;
}

// Takes one of the options that `farjump image` does not have.
bool takes_own(image_options::Reader& reader, Options& options)
{
    constexpr std::uint32_t most_seconds = 3600, most_mib = 1 << 20, most_port = 65535;
    if (reader.takes_flag("--gdb"))
        options.gdb = true;
    else if (reader.takes_flag("--bochs"))
        options.bochs = true;
    else if (reader.takes_flag("--no-window"))
        options.no_window = true;
    else if (auto const file = reader.takes_value("--screenshot"))
        options.screenshot = *file;
    else if (auto const seconds = reader.takes_value("--after"))
        options.after = number_of("--after", *seconds, most_seconds);
    else if (auto const mib = reader.takes_value("--memory"))
        options.memory = number_of("--memory", *mib, most_mib);
    else if (auto const port = reader.takes_value("--port"))
        options.port = number_of("--port", *port, most_port);
    else
        return false;
    return true;
}

// Words behind `--` are QEMU's.
Options parse(Call const& call)
{
    Options options;
    char* const* const end = call.words + call.count;
    char* const* const separator = std::find<char* const*>(call.words + 1, end, std::string_view("--"));
    image_options::Reader reader(static_cast<int>(separator - call.words), call.words);
    while (!reader.at_end()) {
        if (takes_own(reader, options) || reader.takes_wish(options))
            continue;
        reader.take_kernel(options);
    }
    if (separator != end)
        options.qemu.assign(separator + 1, end);
    if (options.kernel.empty())
        throw UsageError("a kernel is wanted");
    if (int{options.gdb} + int{options.bochs} + int{options.screenshot.has_value()} > 1)
        throw UsageError("--gdb, --bochs and --screenshot do not go together");
    if (options.bochs && !options.qemu.empty())
        throw UsageError("words behind -- are for QEMU, not for Bochs");
    auto const suffix = options.screenshot.value_or("x.png").extension();
    if (suffix != ".png" && suffix != ".ppm")
        throw UsageError("--screenshot " + options.screenshot->string() +
                         ": a name that ends in .png or .ppm is wanted");
    image_options::finish(options);
    return options;
}

bool has_display()
{
    auto const is_set = [](char const* name) {
        auto const* const value = std::getenv(name);
        return value != nullptr && *value != '\0';
    };
    return is_set("DISPLAY") || is_set("WAYLAND_DISPLAY");
}

// A comma in a value of QEMU's options is written twice.
string for_qemu(string const& text)
{
    return words::replaced(text, ",", ",,");
}

processes::Words qemu_words(Options const& options, path const& image)
{
    processes::Words words{"qemu-system-x86_64", "-m",     std::to_string(options.memory) + 'M',
                           "-no-reboot",         "-drive", "file=" + for_qemu(image.string()) + ",format=raw"};
    bool const in_window = has_display() && !options.no_window && !options.screenshot;
    bool const on_terminal = ::isatty(STDIN_FILENO) == 1 && !options.screenshot;
    if (!in_window)
        words.insert(words.end(), {"-display", "none"});
    words.insert(words.end(), {"-serial", !in_window && on_terminal ? "mon:stdio" : "stdio"});
    if (on_terminal)
        std::cerr << (in_window ? "close the window" : "press Ctrl-A then X") << " to leave\n";
    if (options.gdb) {
        words.insert(words.end(), {"-S", "-gdb", "tcp:127.0.0.1:" + std::to_string(options.port)});
        std::cerr << "waiting for: "
                  << processes::quoted({"gdb", options.kernel.string(), "-ex",
                                        "target remote 127.0.0.1:" + std::to_string(options.port)})
                  << '\n';
    }
    words.insert(words.end(), options.qemu.begin(), options.qemu.end());
    return words;
}

int boot_in_qemu(Options const& options, path const& image)
{
    Child qemu(qemu_words(options, image), Child::Input::terminal, Child::Output::same, processes::Errors::shown);
    qemu.wait();
    return qemu.status();
}

// The kernel may reset the machine before the picture is taken: the machine then stops, and its screen stays.
int take_picture(Options const& options, path const& image, WorkDirectory const& work)
{
    auto const target = *options.screenshot;
    auto const socket = work.path() / "qmp", picture = work.path() / ("picture" + target.extension().string());
    auto words = qemu_words(options, image);
    words.insert(words.end(), {"-no-shutdown", "-qmp", "unix:" + for_qemu(socket.string()) + ",server=on,wait=off"});
    Child qemu(words, Child::Input::none, Child::Output::same, processes::Errors::shown);
    auto const end = std::chrono::steady_clock::now() + std::chrono::seconds(options.after);
    constexpr int step = 100; // milliseconds
    while (std::chrono::steady_clock::now() < end)
        if (qemu.ended_within(step))
            throw Refusal("QEMU has ended with status " + std::to_string(qemu.status()) +
                              ", before the picture was taken",
                          "its messages are above; --after N takes the picture earlier");
    qmp::Connection connection(socket);
    json::Object arguments;
    arguments.add("filename", picture.string()).add("format", target.extension().string().substr(1));
    connection.run(json::Object().add("execute", "screendump").add("arguments", arguments).str());
    fs::copy_file(picture, target, fs::copy_options::overwrite_existing);
    connection.run(json::Object().add("execute", "quit").str());
    qemu.wait();
    std::cout << target.string() << ": the screen after " << options.after << " s\n";
    return 0;
}

int boot_in_bochs(path const& image)
{
    auto const script = data_files::need(data_files::places().bochs);
    Child bochs({script.string(), image.string()}, Child::Input::terminal, Child::Output::same,
                processes::Errors::shown);
    if (::isatty(STDIN_FILENO) == 1)
        signals::leave_interrupt_to_child();
    bochs.wait();
    return bochs.status();
}

int boot(Call const& call)
{
    auto const options = parse(call);
    if (options.bochs)
        processes::need("bochs", "bochs");
    else
        processes::need("qemu-system-x86_64", "qemu-system-x86");
    if (options.screenshot)
        disk_image::check_inputs(options, *options.screenshot, "--screenshot");
    signals::Watch const watch;
    WorkDirectory const work(fs::temp_directory_path());
    auto const image = work.path() / "disk.img";
    Progress progress(true);
    auto const made = disk_image::make(options, image, work, progress, false);
    progress.clear();
    for (auto const& note : made.notes)
        std::cerr << report_text::wrapped(call.name + ": note:", note);
    if (options.bochs)
        return boot_in_bochs(image);
    return options.screenshot ? take_picture(options, image, work) : boot_in_qemu(options, image);
}

} // namespace

string usage()
{
    return string(
               "usage: farjump run [OPTION…] KERNEL [-- WORD…]    boot a kernel from a temporary image in QEMU, with\n"
               "                                                 COM1 on this terminal; WORDs are for QEMU\n"
               "  --gdb                   wait for gdb, and print its command line\n"
               "  --port N                for gdb, else 1234\n"
               "  --bochs                 boot in Bochs with its debugger\n"
               "  --screenshot FILE       take a picture of the screen, .png or .ppm, and leave\n"
               "  --after N               seconds before the picture is taken, else 5\n"
               "  --memory MIB            of the machine, else 128\n"
               "  --no-window             no window for the screen, even if there is a display\n") +
           image_options::usage;
}

int run(Call const& call)
{
    return program::run(call.name, usage(), [&] { return boot(call); });
}

} // namespace run_command
