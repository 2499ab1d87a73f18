// SPDX-License-Identifier: BSD-2-Clause
/* The Limine Boot Protocol, "Executable File Feature", "File Structure".
 *
 * Words on the command line say where the file is: part=N, the partition from 1 on; mbr=N, the disk's signature in
 * decimal; gpt-disk=, gpt-part=, the GUIDs as 32 hexadecimal digits, byte by byte. */
#include "tests/guests/limine/files.h"

#include "tests/guests/limine/checks.h"
#include "tests/guests/limine/page_walk.h"
#include "tests/guests/limine/report.h"
#include "tests/guests/limine/requests.h"
#include "tests/guests/limine/runtime.h"

enum { GUID_SIZE = 16 };

extern u8 image_start[], text_end[]; /* kernel.ld */

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Without the word, there is no GUID. */
static void check_guid(u8 const* guid, char const* word, char const* what)
{
    char const* const wanted = option(word);
    int good = 1;
    for (int i = 0; i < GUID_SIZE; ++i) {
        int const byte = wanted ? digit(wanted[2 * i]) * 16 + digit(wanted[2 * i + 1]) : 0;
        good &= guid[i] == byte;
    }
    CHECK(good, what);
}

static void check_place(struct file const* f)
{
    CHECK_IS(f->media_type, 0, "file: media type");
    CHECK_IS(get32(f->tftp_ipv4) | f->tftp_port, 0, "file: not from the network");
    if (option("part="))
        CHECK_IS(f->partition_index, number(option("part=")), "file: partition");
    if (option("mbr="))
        CHECK_IS(f->mbr_disk_id, number(option("mbr=")), "file: signature of the disk");
    if (option("part=")) {
        check_guid(f->gpt_disk_uuid, "gpt-disk=", "file: GUID of the disk");
        check_guid(f->gpt_part_uuid, "gpt-part=", "file: GUID of the partition");
        check_guid(f->part_uuid, "file-system=", "file: UUID of the file system, of which a FAT has none");
    }
    info("file: partition", f->partition_index);
    info("file: disk", f->mbr_disk_id);
}

int check_file(struct file const* f, char const* what)
{
    if (!theirs(f, sizeof *f, what))
        return 0;
    if (string_at(f->path, LOADERS_ONLY, "file: path is text")) {
        info_text("file", f->path);
        CHECK(f->path[0] == '/' || (option("counted=") && same(f->path, "farjump:boot-state")),
              "file: path begins with a slash");
    }
    CHECK_IS((u64)f->address & (PAGE - 1), 0, "file: begins with a page");
    CHECK(!f->size || readable((u64)f->address, f->size), "file: can be read");
    CHECK_IS(look_up((u64)f->address).physical, (u64)f->address - views.direct_map, "file: in the direct map");
    check_place(f);
    return 1;
}

/* The linker writes the section headers last. */
static void check_whole(u8 const* file, u64 size)
{
    if (size < 64 || !readable((u64)file, size) || memcmp(file, "\177ELF", 4)) {
        CHECK(0, "executable file: is an ELF file");
        return;
    }
    u64 const headers = get64(file + 40), count = get32(file + 60) & 0xFFFF, names = get32(file + 60) >> 16;
    CHECK_IS(size, headers + 64 * count, "executable file: ends with its section headers");
    if (size < headers + 64 * count || names >= count)
        return;
    u8 const* const header = file + headers + 64 * names;
    u64 const at = get64(header + 24), length = get64(header + 32);
    CHECK(at + length <= size && length > 11 && !memcmp(file + at + 1, ".symtab", 8),
          "executable file: names of sections");
    u8 const* const segment = file + get64(file + 32); /* the first: the code, which no relocation changes */
    u64 const code_at = get64(segment + 8), code_size = (u64)(text_end - image_start);
    CHECK(code_at + code_size <= size && !memcmp(file + code_at, image_start, code_size),
          "executable file: has the code that runs");
}

void check_executable_file(void)
{
    struct response_file const* const response = answered(asked.file, sizeof *response, "executable file", REQUIRED);
    if (!response || !check_file(response->executable_file, "executable file: structure"))
        return;
    struct file const* const f = response->executable_file;
    check_whole(f->address, f->size);
    CHECK_IS(f->string, views.command_line, "executable file: string is the command line");
}
