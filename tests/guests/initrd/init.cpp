// SPDX-License-Identifier: BSD-2-Clause
// The first process of the Linux kernels that the tests boot. It checks that kernel, command line and initrds arrived
// whole, says what the kernel knows of its loader, and restarts the machine. Each line on the console begins with
// "GUEST ":
//
//   kernel RELEASE MACHINE
//   cmdline TEXT
//   random TEXT                what the kernel said when its random numbers were ready
//   proof NAME SIZE ok         or BAD: of each file in /proof, whose name ends with the CRC-32 of its content
//   params NAME=HEX ...        fields of boot_params
//   setup_data TYPE            of each node of that list, in decimal
//   done: all proofs ok        or "done: a proof failed"
//
// One i386 program, without a C library, serves 32-bit and 64-bit kernels. The numbers are those of Linux's
// arch/x86/entry/syscalls/syscall_32.tbl; boot_params: "The Linux/x86 Boot Protocol", "Zero Page".
#include <cstddef>
#include <cstdint>

extern "C" [[noreturn]] void start();

namespace {

enum class Call : std::uint32_t {
    read = 3,
    write = 4,
    open = 5,
    close = 6,
    mount = 21,
    ioctl = 54,
    reboot = 88,
    syslog = 103,
    uname = 122,
    nanosleep = 162,
    getdents64 = 220,
};

template <typename... Types>
std::int32_t call(Call number, Types... values)
{
    std::uint32_t const arguments[6]{(std::uint32_t)values...}; // numbers and pointers
    std::int32_t result;
    asm volatile("int $0x80"
                 : "=a"(result)
                 : "a"(number), "b"(arguments[0]), "c"(arguments[1]), "d"(arguments[2]), "S"(arguments[3]),
                   "D"(arguments[4])
                 : "memory");
    return result;
}

// One line of output. It is written at once, so that no message of the kernel gets into it.
class Line {
public:
    explicit Line(char const* kind) { *this << "GUEST " << kind; }
    ~Line()
    {
        text_[size_++] = '\n';
        call(Call::write, 1, text_, size_);
    }
    Line(Line const&) = delete;
    Line& operator=(Line const&) = delete;

    Line& operator<<(char const* words)
    {
        while (*words != '\0' && size_ < sizeof text_ - 1)
            text_[size_++] = *words++;
        return *this;
    }

    Line& operator<<(std::uint32_t number) { return digits(number, 10); }
    Line& hex(std::uint32_t number) { return digits(number, 16); }

private:
    Line& digits(std::uint32_t number, std::uint32_t base)
    {
        char room[12];
        char* at = &room[sizeof room - 1];
        *at = '\0';
        do
            *--at = "0123456789abcdef"[number % base];
        while ((number /= base) != 0);
        return *this << at;
    }

    inline static char text_[8192];
    std::size_t size_ = 0;
};

class File {
public:
    explicit File(char const* path, std::uint32_t flags = 0) : handle_{call(Call::open, path, flags, 0)} {}
    ~File() { call(Call::close, handle_); }
    File(File const&) = delete;
    File& operator=(File const&) = delete;

    std::int32_t handle() const { return handle_; }

    // Returns the bytes that were read: 0 at the end, and after an error.
    std::uint32_t read(void* to, std::size_t most) const
    {
        auto const got = call(Call::read, handle_, to, most);
        return got > 0 ? static_cast<std::uint32_t>(got) : 0;
    }

    std::uint32_t read_all(void* to, std::size_t most) const
    {
        std::uint32_t size = 0;
        while (auto const got = read(static_cast<char*>(to) + size, most - size))
            size += got;
        return size;
    }

private:
    std::int32_t handle_;
};

char path_room[512];

// Joins pieces of a path.
template <typename... Pieces>
char const* path_of(Pieces... pieces)
{
    std::size_t size = 0;
    auto const add = [&](char const* piece) {
        while (*piece != '\0' && size < sizeof path_room - 1)
            path_room[size++] = *piece++;
    };
    (add(pieces), ...);
    path_room[size] = '\0';
    return path_room;
}

// ISO 3309, "Frame check sequence": the CRC-32 of zip.
class Crc32 {
public:
    void add(unsigned char const* bytes, std::size_t size)
    {
        for (std::size_t at = 0; at < size; ++at)
            sum_ = sum_ >> 8 ^ table()[(sum_ ^ bytes[at]) & 0xFF];
    }
    std::uint32_t value() const { return ~sum_; }

private:
    static std::uint32_t const* table()
    {
        static std::uint32_t entries[256];
        if (entries[1] != 0)
            return entries;
        for (std::uint32_t number = 0; number < 256; ++number) {
            auto entry = number;
            for (int bit = 0; bit < 8; ++bit)
                entry = entry >> 1 ^ ((entry & 1) != 0 ? 0xEDB8'8320 : 0);
            entries[number] = entry;
        }
        return entries;
    }

    std::uint32_t sum_ = ~std::uint32_t{0};
};

// The eight hexadecimal digits at the end of a name.
std::uint32_t expected_by(char const* name)
{
    std::uint32_t number = 0;
    for (; *name != '\0'; ++name) {
        auto const digit = static_cast<std::uint32_t>(*name <= '9' ? *name - '0' : (*name | 0x20) - 'a' + 10);
        number = number << 4 | (digit & 15);
    }
    return number;
}

bool is_proven(char const* name)
{
    static unsigned char buffer[64 << 10];
    File const file{path_of("/proof/", name)};
    Crc32 sum;
    std::uint32_t size = 0;
    while (auto const got = file.read(buffer, sizeof buffer)) {
        sum.add(buffer, got);
        size += got;
    }
    bool const same = sum.value() == expected_by(name);
    Line{"proof "} << name << " " << size << (same ? " ok" : " BAD");
    return same;
}

// Calls `visit` with the name of each file of a directory.
template <typename Visit>
void for_each_name(char const* directory, Visit visit)
{
    struct Entry { // linux_dirent64
        std::uint64_t inode, offset;
        std::uint16_t size;
        std::uint8_t type;
        char name[5];
    };
    constexpr std::uint32_t is_directory = 0200000;
    alignas(8) static char entries[4096];
    File const opened{directory, is_directory};
    for (;;) {
        auto const size = call(Call::getdents64, opened.handle(), entries, sizeof entries);
        if (size <= 0)
            return;
        for (std::int32_t at = 0; at < size;) {
            auto const* const entry = reinterpret_cast<Entry const*>(entries + at);
            auto const* const name = entries + at + offsetof(Entry, name);
            if (*name != '.')
                visit(name);
            at += entry->size;
        }
    }
}

bool all_proven()
{
    std::uint32_t proven = 0, failed = 0;
    for_each_name("/proof", [&](char const* name) { ++(is_proven(name) ? proven : failed); });
    return proven != 0 && failed == 0;
}

void say_kernel()
{
    static char names[6][65];
    call(Call::uname, names);
    Line{"kernel "} << names[2] << " " << names[4];
}

void say_command_line()
{
    static char text[4096];
    auto size = File{"/proc/cmdline"}.read_all(text, sizeof text - 1);
    if (size != 0 && text[size - 1] == '\n')
        text[size - 1] = '\0';
    Line{"cmdline "} << text;
}

char* find(char* text, char const* words)
{
    for (; *text != '\0'; ++text) {
        std::size_t same = 0;
        while (words[same] != '\0' && text[same] == words[same])
            ++same;
        if (words[same] == '\0')
            return text;
    }
    return nullptr;
}

void say_when_random()
{
    constexpr std::uint32_t read_all = 3;
    static char log[256 << 10];
    auto const size = call(Call::syslog, read_all, log, sizeof log - 1);
    log[size > 0 ? size : 0] = '\0';
    auto* const words = find(log, "random: crng init done");
    if (words == nullptr)
        return;
    auto* begin = words;
    while (begin != log && begin[-1] != '\n')
        --begin;
    for (auto* end = words; *end != '\0'; ++end)
        if (*end == '\n')
            *end = '\0';
    Line{"random "} << begin;
}

void say_boot_params()
{
    struct Field {
        char const* name;
        std::uint16_t offset;
        std::uint8_t size;
    };
    static constexpr Field fields[]{
        {"version", 0x206, 2},        {"loader", 0x210, 1},        {"loadflags", 0x211, 1},    {"vid_mode", 0x1FA, 2},
        {"code32_start", 0x214, 4},   {"ramdisk_image", 0x218, 4}, {"ramdisk_size", 0x21C, 4}, {"heap_end", 0x224, 2},
        {"cmd_line_ptr", 0x228, 4},   {"setup_data", 0x250, 4},    {"e820", 0x1E8, 1},         {"edd", 0x1E9, 1},
        {"mbr_signatures", 0x1EA, 1}, {"video", 0x0F, 1},          {"rows", 0x0E, 1},          {"width", 0x12, 2},
        {"height", 0x14, 2},          {"depth", 0x16, 2},
    };
    static unsigned char params[4096];
    if (File{"/sys/kernel/boot_params/data"}.read_all(params, sizeof params) != sizeof params)
        return;
    Line line{"params"};
    for (auto const& [name, offset, size] : fields) {
        std::uint32_t value = 0;
        for (unsigned at = size; at-- > 0;)
            value = value << 8 | params[offset + at];
        (line << " " << name << "=").hex(value);
    }
}

void say_setup_data()
{
    for_each_name("/sys/kernel/boot_params/setup_data", [](char const* number) {
        static char type[16];
        auto const size = File{path_of("/sys/kernel/boot_params/setup_data/", number, "/type")}.read(type, 15);
        if (size == 0)
            return;
        type[type[size - 1] == '\n' ? size - 1 : size] = '\0';
        Line{"setup_data "} << type;
    });
}

[[noreturn]] void restart()
{
    constexpr std::uint32_t tcsbrk = 0x5409, magic_1 = 0xFEE1'DEAD, magic_2 = 672274793, now = 0x0123'4567;
    static constexpr std::int32_t second[2]{1, 0};
    call(Call::ioctl, 1, tcsbrk, 1); // waits until the console has sent everything; the console of Xen says so too soon
    call(Call::nanosleep, second, nullptr);
    call(Call::reboot, magic_1, magic_2, now, nullptr);
    for (;;)
        call(Call::nanosleep, second, nullptr);
}

} // namespace

extern "C" [[noreturn]] void start()
{
    call(Call::mount, "none", "/proc", "proc", 0, nullptr);
    call(Call::mount, "none", "/sys", "sysfs", 0, nullptr);
    say_kernel();
    say_command_line();
    say_when_random();
    bool const whole = all_proven();
    say_boot_params();
    say_setup_data();
    Line{"done: "} << (whole ? "all proofs ok" : "a proof failed");
    restart();
}
