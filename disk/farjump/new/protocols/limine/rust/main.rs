// SPDX-License-Identifier: 0BSD
// Says hello on the screen and on COM1, and shows the memory map.
//
// The loader looks for the requests below in the kernel's file. It writes into each request that it knows the address
// of its response; the others keep 0. The Limine Boot Protocol, "Base protocol revisions", "Requests delimiters",
// "Features".
//
// It is linked without a library: what rustc compiles into this file itself can be used, but no core::fmt and no
// panics.
#![no_std]
#![no_main]

mod console;

use console::{open_com1, Console};
use core::arch::asm;
use core::ptr::{addr_of, null};

#[repr(C)]
struct DirectMap {
    revision: u64,
    base: u64,
}

#[repr(C)]
struct CommandLine {
    revision: u64,
    words: *const u8,
}

#[repr(C)]
struct MemoryRange {
    base: u64,
    length: u64,
    kind: u64,
}

#[repr(C)]
struct MemoryMap {
    revision: u64,
    count: u64,
    ranges: *const *const MemoryRange,
}

#[repr(C)]
struct Request<Response> {
    id: [u64; 4],
    revision: u64,
    response: *const Response,
}

impl<Response> Request<Response> {
    const fn new(a: u64, b: u64) -> Self {
        Request { id: [0xC7B1DD30DF4C8B88, 0x0A82E883A194F07B, a, b], revision: 0, response: null() }
    }
}

#[repr(C)]
struct Requests {
    start: [u64; 4],
    base_revision: [u64; 2],
    unknown_revision: u64, // the loader makes it 0 if it knows the revision
    direct_map: Request<DirectMap>,
    command_line: Request<CommandLine>,
    memory_map: Request<MemoryMap>,
    end: [u64; 2],
}

static mut REQUESTS: Requests = Requests {
    start: [0xF6B8F4B39DE7D1AE, 0xFAB91A6940FCB9CF, 0x785C6ED015D3E316, 0x181E920A7852B9D9],
    base_revision: [0xF9562B2D5C95A6C8, 0x6A7B384944536BDC],
    unknown_revision: 2,
    direct_map: Request::new(0x48DCF1CB8AD2B852, 0x63984E959A98244B), // "HHDM Feature"
    command_line: Request::new(0x4B161536E598651E, 0xB390AD4A2F1F303A),
    memory_map: Request::new(0x67CF3D9D378A806F, 0xE304ACDFC50C3C62),
    end: [0xADC0E0531BB10D03, 0x9572709F31764C62],
};

unsafe fn halt(console: &mut Console, words: &[u8]) -> ! {
    console.print(words);
    loop {
        asm!("cli", "hlt");
    }
}

fn name_of(kind: u64) -> &'static [u8] {
    match kind {
        0 => b"usable",
        5 => b"loader", // the kernel's, too, as soon as it needs nothing of the loader any more
        6 => b"kernel", // and modules
        _ => b"not for a kernel",
    }
}

/// rustc's code uses SSE, which the protocol does not promise to be on. So all that does more is in another function.
#[no_mangle]
pub unsafe extern "C" fn kernel_main() -> ! {
    asm!(
        "mov {0}, cr0",
        "and {0}, -13", // no emulation, no task switch
        "or {0}, 2",    // monitor the coprocessor
        "mov cr0, {0}",
        "mov {0}, cr4",
        "or {0}, 0x600", // OSFXSR and OSXMMEXCPT
        "mov cr4, {0}",
        out(reg) _
    );
    greet()
}

#[inline(never)]
unsafe fn greet() -> ! {
    let mut console = Console::new();
    open_com1(); // the protocol does not say how the loader leaves it

    // All are read volatile because the loader changes them, which the compiler cannot know.
    if addr_of!(REQUESTS.unknown_revision).read_volatile() != 0 {
        halt(&mut console, b"@NAME@: the loader does not know base revision 2\n");
    }
    let direct_map = addr_of!(REQUESTS.direct_map.response).read_volatile();
    let memory_map = addr_of!(REQUESTS.memory_map.response).read_volatile();
    let command_line = addr_of!(REQUESTS.command_line.response).read_volatile();
    if direct_map.is_null() || memory_map.is_null() {
        halt(&mut console, b"@NAME@: the loader gave no memory map\n");
    }

    // Up to base revision 2, all of the first 4 GiB is in the direct map, video memory, too: "Entry memory layout".
    // farjump starts a kernel that does not ask for a framebuffer with the text screen; other loaders may not, so look
    // at COM1 there.
    console.open_screen((*direct_map).base + 0xB8000);
    console.print(b"hello from @NAME@, with options ");
    if command_line.is_null() {
        console.print(b"that the loader did not give");
    } else {
        console.print_text((*command_line).words);
    }
    console.print(b"\n");
    for index in 0..(*memory_map).count as usize {
        let range = &**(*memory_map).ranges.add(index);
        console.print_range(range.base, range.length, name_of(range.kind));
    }
    halt(&mut console, b"that was the memory map\n");
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {
        unsafe { asm!("cli", "hlt") };
    }
}
