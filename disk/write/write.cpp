// SPDX-License-Identifier: BSD-2-Clause
// farjump-write: writes a whole image to a whole disk, after it has shown the data that will be lost and the user has
// named the disk twice.
#include "disk/write/write.hpp"

#include "disk/host/disk_file.hpp"
#include "disk/host/refusal.hpp"
#include "disk/host/survey.hpp"
#include "disk/host/words.hpp"
#include "disk/write/copy.hpp"
#include "disk/write/options.hpp"
#include "disk/write/victim.hpp"

#include <iostream>
#include <string>
#include <unistd.h>

namespace write_command {
namespace {

// Refuses a file that is not an image, or an image for other disks.
void check_image(DiskFile& image, block_devices::Device const& device, std::string const& name)
{
    image.set_bytes_per_sector(survey::guess_sector_bytes(image, image.size()));
    if (image.size() == 0 || image.size() % image.bytes_per_sector() != 0)
        throw Refusal(name + " has " + words::decimal(image.size()) + " bytes, which are not whole sectors of " +
                          words::decimal(image.bytes_per_sector()),
                      "build the image again: make image");
    survey::of(image);
    if (image.bytes_per_sector() != device.sector_bytes)
        throw Refusal(name + " is made for sectors of " + words::decimal(image.bytes_per_sector()) + " bytes, " +
                          device.name + " has " + words::decimal(device.sector_bytes),
                      "make usb SECTOR_BYTES=" + std::to_string(device.sector_bytes));
    if (image.size() > device.size)
        throw Refusal(name + " has " + words::decimal(image.size()) + " bytes, " + block_devices::describe(device) +
                          " only " + words::decimal(device.size),
                      "use a larger disk");
}

void ask(std::string const& name)
{
    std::cout << "ALL OF THIS WILL BE LOST. Type the disk's name (" << name << ") to go on: " << std::flush;
    std::string answer;
    std::getline(std::cin, answer);
    if (answer != name)
        throw Refusal("the answer was '" + answer + "', not '" + name + "': nothing was written",
                      "run it again when you are sure");
}

// Overwrites the same line on a terminal; otherwise prints one line for each tenth.
copy::Progress show(std::string const& what, std::uint64_t total)
{
    return [what, total, tenths = std::uint64_t{0}](std::uint64_t done) mutable {
        bool const is_terminal = isatty(STDOUT_FILENO) == 1;
        if (!is_terminal && done * 10 / total == tenths)
            return;
        tenths = done * 10 / total;
        std::cout << (is_terminal ? "\r" : "") << what << ' ' << words::size(done) << " of " << words::size(total)
                  << (is_terminal && done != total ? "" : "\n") << std::flush;
    };
}

int write_image(Options const& options)
{
    auto const device = victim::check(options);
    DiskFile image(options.image, DiskFile::Access::read);
    check_image(image, device, options.image.string());
    DiskFile disk(options.disk, DiskFile::Access::write);
    disk.set_bytes_per_sector(device.sector_bytes);
    std::cout << "to be overwritten with " << options.image.string() << " (" << words::size(image.size()) << "):\n"
              << victim::describe(options.system, device, disk);
    ask(device.name);
    copy::write(image, disk, show("written:  ", image.size()));
    copy::compare(image, disk, show("compared: ", image.size()));
    disk.reread_table();
    std::cout << "done: " << device.name << " holds the image, byte for byte; it can be unplugged\n";
    return 0;
}

} // namespace

char const* const usage = Options::usage;

int run(Call const& call)
{
    auto const text = call.usage(usage, older_name);
    return program::run(call.name, text, [&] {
        Options const options(call.arguments());
        if (!options.help)
            return write_image(options);
        std::cout << text;
        return 0;
    });
}

} // namespace write_command
