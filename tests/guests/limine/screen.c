// SPDX-License-Identifier: BSD-2-Clause
/* The Limine Boot Protocol, "Framebuffer Feature", "Flanterm FB Init Params Feature"; VESA, "E-EDID Standard" (3);
 * Bochs' registers of the display, which QEMU has as well.
 *
 * Words on the command line: `nofb`, there is no framebuffer; `fb=WIDTHxHEIGHT`; `bits=N`. */
#include "tests/guests/limine/checks.h"
#include "tests/guests/limine/machine.h"
#include "tests/guests/limine/page_walk.h"
#include "tests/guests/limine/report.h"
#include "tests/guests/limine/requests.h"
#include "tests/guests/limine/runtime.h"

enum { EDID_SIZE = 128, WRITE_COMBINING = 5, RGB = 1, LINES = 16 };

static void check_masks(unsigned bits, u8 const* masks) /* size and shift of red, green, blue */
{
    u64 used = 0;
    int good = 1;
    for (int i = 0; i < 6; i += 2) {
        u64 const mask = ((1ull << masks[i]) - 1) << masks[i + 1];
        good &= masks[i] && masks[i] + masks[i + 1] <= (int)bits && !(used & mask);
        used |= mask;
    }
    CHECK(good, "framebuffer: masks");
}

static u16 read_display(u16 index)
{
    out16(0x1CE, index);
    return in16(0x1CF);
}

/* What the card itself says, if it is QEMU's or Bochs' own. */
static void check_display(struct framebuffer const* f)
{
    enum { ID, WIDTH, HEIGHT, BITS, VIRTUAL_WIDTH = 6, FIRST_ID = 0xB0C0, LAST_ID = 0xB0C5 };
    u16 const id = read_display(ID);
    if (id < FIRST_ID || id > LAST_ID)
        return;
    CHECK_IS(f->width, read_display(WIDTH), "framebuffer: width, as the card has it");
    CHECK_IS(f->height, read_display(HEIGHT), "framebuffer: height, as the card has it");
    CHECK_IS(f->bpp, read_display(BITS), "framebuffer: bits per pixel, as the card has it");
    CHECK_IS(f->pitch, (u64)read_display(VIRTUAL_WIDTH) * f->bpp / 8, "framebuffer: pitch, as the card has it");
}

static void check_expected(struct framebuffer const* f)
{
    char const* size = option("fb=");
    if (size) {
        CHECK_IS(f->width, number(size), "framebuffer: width that was asked for");
        while (*size >= '0' && *size <= '9')
            ++size;
        CHECK_IS(f->height, number(size + 1), "framebuffer: height that was asked for");
    }
    if (option("bits="))
        CHECK_IS(f->bpp, number(option("bits=")), "framebuffer: bits per pixel that the card has");
}

static u8 pattern(u64 x, u64 y)
{
    return (u8)(x * 3 + y);
}

static void check_pixels(struct framebuffer const* f)
{
    u64 const line = f->width * f->bpp / 8;
    u64 wrong = 0;
    for (u64 y = 0; y < f->height; y += LINES)
        for (u64 x = 0; x < line; ++x)
            f->address[y * f->pitch + x] = pattern(x, y);
    for (u64 y = 0; y < f->height; y += LINES)
        for (u64 x = 0; x < line; ++x)
            wrong += (f->bpp != 32 || x % 4 != 3) && f->address[y * f->pitch + x] != pattern(x, y);
    CHECK_IS(wrong, 0, "framebuffer: keeps what is written to it");
}

static void check_place(struct framebuffer const* f)
{
    u64 const begin = (u64)f->address - views.direct_map, size = f->pitch * f->height;
    CHECK_IS(kind_of(begin), MEM_FRAMEBUFFER, "framebuffer: first byte in the memory map");
    CHECK_IS(kind_of(begin + size - 1), MEM_FRAMEBUFFER, "framebuffer: last byte in the memory map");
    for (u64 at = begin & ~(u64)(PAGE - 1); at < begin + size; at += PAGE) {
        struct page const page = look_up(views.direct_map + at);
        if (!page.present || page.physical != at || (views.has_pat && page.pat != WRITE_COMBINING)) {
            check_numbers(0, "framebuffer: mapped whole, write-combining", page.physical, at);
            return;
        }
    }
    check_pixels(f);
}

static void check_edid(struct framebuffer const* f)
{
    static u8 const head[8] = {0, 255, 255, 255, 255, 255, 255, 0};
    info("framebuffer: EDID bytes", f->edid ? f->edid_size : 0);
    if (option("edid"))
        CHECK(f->edid, "EDID: given");
    if (!f->edid || !theirs(f->edid, f->edid_size, "EDID: in reclaimable memory"))
        return;
    CHECK(f->edid_size >= EDID_SIZE && !memcmp(f->edid, head, sizeof head) && !sum(f->edid, EDID_SIZE),
          "EDID: header and checksum");
}

static void check_modes(struct framebuffer const* f)
{
    info("framebuffer: modes", f->mode_count);
    if (!f->mode_count || !theirs(f->modes, 8 * f->mode_count, "modes: the list"))
        return;
    int found = 0;
    for (u64 i = 0; i < f->mode_count; ++i) {
        struct video_mode const* const mode = f->modes[i];
        if (!theirs(mode, 35, "modes: one"))
            return;
        CHECK(mode->width && mode->height && mode->pitch * 8 >= mode->width * mode->bpp && mode->memory_model == RGB,
              "modes: one holds together");
        found |= mode->width == f->width && mode->height == f->height && mode->bpp == f->bpp && mode->pitch == f->pitch;
    }
    CHECK(found, "modes: the current one is among them");
}

static void check_framebuffer(struct framebuffer const* f)
{
    info("framebuffer width", f->width);
    info("framebuffer height", f->height);
    info("framebuffer pitch", f->pitch);
    info("framebuffer bits", f->bpp);
    check_expected(f);
    check_display(f);
    CHECK_IS(f->memory_model, RGB, "framebuffer: memory model");
    CHECK(f->bpp == 16 || f->bpp == 24 || f->bpp == 32, "framebuffer: bits per pixel");
    CHECK(f->width && f->height && f->pitch * 8 >= f->width * f->bpp, "framebuffer: pitch holds a line");
    check_masks(f->bpp, &f->red_mask_size);
    check_place(f);
    check_edid(f);
    check_modes(f);
}

static void check_terminal(struct flanterm_fb_init_params const* p, struct framebuffer const* f)
{
    if (!theirs(p, sizeof *p, "Flanterm parameters: one") || f->bpp != 32)
        return;
    CHECK(p->font_width == 8 && p->font_height >= 8 && p->font_height <= 64, "Flanterm parameters: size of the font");
    theirs(p->font, p->font_width * p->font_height * 256 / 8, "Flanterm parameters: the font");
    CHECK(!p->canvas || p->canvas_size == f->width * f->height * 4, "Flanterm parameters: canvas");
    CHECK(p->rotation < 4 && p->font_scale_x && p->font_scale_y, "Flanterm parameters: rotation and scale");
}

static void check_terminals(struct response_framebuffers const* screens)
{
    struct response_flanterm const* const response =
        answered(asked.terminal, sizeof *response, "Flanterm parameters", OPTIONAL);
    if (!response)
        return;
    CHECK_IS(response->entry_count, screens->framebuffer_count, "Flanterm parameters: as many as framebuffers");
    for (u64 i = 0; i < response->entry_count && i < screens->framebuffer_count; ++i)
        check_terminal(response->entries[i], screens->framebuffers[i]);
}

void check_screen(void)
{
    if (!asked.framebuffer)
        return;
    struct response_framebuffers const* const response =
        answered(asked.framebuffer, sizeof *response, "framebuffer", option("nofb") ? OPTIONAL : REQUIRED);
    if (!response) {
        CHECK(!asked.terminal->response, "Flanterm parameters: none without a framebuffer");
        return;
    }
    CHECK(!option("nofb"), "framebuffer: none was expected");
    CHECK(response->framebuffer_count >= 1, "framebuffer: one at least");
    CHECK_IS(response->revision, 1, "framebuffer: revision of the response");
    if (!theirs(response->framebuffers, 8 * response->framebuffer_count, "framebuffer: the list"))
        return;
    for (u64 i = 0; i < response->framebuffer_count; ++i)
        if (theirs(response->framebuffers[i], sizeof *response->framebuffers[i], "framebuffer: structure"))
            check_framebuffer(response->framebuffers[i]);
    check_terminals(response);
}
