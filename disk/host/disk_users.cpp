// SPDX-License-Identifier: BSD-2-Clause
// Reads /proc/self/mountinfo and /proc/swaps, and follows /sys/class/block/*/holders.
#include "disk/host/disk_users.hpp"

#include "disk/host/refusal.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <sstream>
#include <string_view>

namespace disk_users {

namespace {

namespace fs = std::filesystem;

// Maps the names of a disk, of its partitions and of all devices that are built on these to their device numbers.
using Family = std::map<std::string, std::string>;

void add(System const& system, std::string const& name, Family& family, std::vector<User>& users)
{
    auto const device = block_devices::find(system, name);
    if (!device || !family.emplace(name, device->number).second)
        return;
    for (auto const& partition : device->partitions)
        add(system, partition, family, users);
    for (auto const& holder : device->holders) {
        auto const mapped = System::line_of(system.block_device(holder) / "dm/name");
        users.push_back({holder + (mapped.empty() ? "" : " (" + mapped + ')') + " stands upon " + name, false,
                         "end it first: vgchange -an, cryptsetup close, mdadm --stop or dmsetup remove"});
        add(system, holder, family, users);
    }
}

// Decodes the escapes of the kernel's tables, in which a blank is \040: a backslash and three octal digits.
std::string unescaped(std::string_view text)
{
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at) {
        auto const digits = text.substr(at + 1, 3);
        bool const escaped = text[at] == '\\' && digits.size() == 3 && digits[0] <= '3' &&
                             std::ranges::all_of(digits, [](char digit) { return digit >= '0' && digit <= '7'; });
        result +=
            escaped ? static_cast<char>((digits[0] - '0') << 6 | (digits[1] - '0') << 3 | (digits[2] - '0')) : text[at];
        at += escaped ? 3 : 0;
    }
    return result;
}

// The name of the family's member that `path` leads to, such as /dev/mapper/vg-root or /dev/sdb1. "": none.
std::string member(System const& system, Family const& family, std::string const& path)
{
    if (!path.starts_with("/dev/"))
        return {};
    std::error_code ignored;
    auto const name = fs::weakly_canonical(system.root / path.substr(1), ignored).filename().string();
    return family.contains(name) ? name : std::string{};
}

// The fields of a line of mountinfo are: ID, parent ID, device number, root, mount point, options, optional fields,
// "-", type, source, and others. Some file systems have device numbers of their own, so the source is compared, too.
void add_mounts(System const& system, Family const& family, std::vector<User>& users)
{
    constexpr std::array<std::string_view, 7> of_system{"/", "/boot", "/boot/efi", "/efi", "/usr", "/var", "/home"};
    std::ifstream mounts(system.proc("self/mountinfo"));
    if (!mounts)
        fail_with_errno("cannot read " + system.proc("self/mountinfo").string() + ", which says what is mounted");
    for (std::string line; std::getline(mounts, line);) {
        std::istringstream fields(line);
        std::string id, parent, number, root, point, word, type, source;
        fields >> id >> parent >> number >> root >> point;
        while (fields >> word && word != "-")
            ;
        fields >> type >> source;
        auto name = member(system, family, unescaped(source));
        for (auto const& [known, its_number] : family)
            if (name.empty() && its_number == number)
                name = known;
        if (name.empty())
            continue;
        auto const where = unescaped(point);
        bool const is_system = std::ranges::find(of_system, where) != of_system.end();
        users.push_back({name + " is mounted at " + where, is_system, "umount " + where});
    }
}

void add_swaps(System const& system, Family const& family, std::vector<User>& users)
{
    std::ifstream swaps(system.proc("swaps")); // absent in a kernel without swap
    for (std::string line; std::getline(swaps, line);) {
        auto const name = member(system, family, unescaped(line.substr(0, line.find_first_of(" \t"))));
        if (!name.empty())
            users.push_back({name + " is swap space in use", true, "swapoff /dev/" + name});
    }
}

} // namespace

std::vector<User> of(System const& system, block_devices::Device const& device)
{
    Family family;
    std::vector<User> users;
    add(system, device.name, family, users);
    add_mounts(system, family, users);
    add_swaps(system, family, users);
    return users;
}

std::vector<User> of_file(System const& system, fs::path const& image)
{
    std::vector<User> users;
    std::error_code ignored;
    auto const path = fs::weakly_canonical(image, ignored);
    for (auto const& item : fs::directory_iterator(system.root / "sys/class/block", ignored)) {
        auto const name = item.path().filename().string();
        auto const backing = System::line_of(item.path() / "loop/backing_file");
        if (!backing.empty() && fs::weakly_canonical(backing, ignored) == path)
            users.push_back({"loop device " + name + " stands upon " + image.string(), false,
                             "umount what is on it, then losetup -d /dev/" + name});
    }
    return users;
}

void refuse_if_used(std::vector<User> const& users, std::string const& name)
{
    auto const system = std::ranges::find_if(users, &User::is_system);
    if (system != users.end())
        throw Refusal(name + " is this machine's own disk: " + system->words,
                      "look at lsblk -o NAME,SIZE,MODEL,TRAN,MOUNTPOINTS and name another disk");
    if (users.empty())
        return;
    auto words = name + " is in use: ";
    for (auto const& user : users)
        words += (&user == users.data() ? "" : "; ") + user.words;
    throw Refusal(words, users.front().hint);
}

} // namespace disk_users
