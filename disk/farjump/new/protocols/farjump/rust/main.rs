// SPDX-License-Identifier: 0BSD
// Says hello on the screen and on COM1, and shows the memory map.
//
// It is linked without a library: what rustc compiles into this file itself can be used, but no core::fmt and no
// panics.
#![no_std]
#![no_main]

#[path = "build/boot_info.rs"]
mod farjump;

mod console;

use console::Console;
use core::arch::asm;

/// rustc's code may use SSE.
#[used]
#[link_section = ".note.farjump.wishes"]
static WISHES: farjump::KernelNote = farjump::KernelNote::new(farjump::WISH_SSE, 64 << 10, 0);

fn name_of(kind: farjump::MemoryKind) -> &'static [u8] {
    match kind {
        farjump::MEMORY_USABLE => b"usable",
        farjump::MEMORY_LOADER => b"loader",
        farjump::MEMORY_KERNEL => b"kernel",
        farjump::MEMORY_MODULE => b"module",
        _ => b"not for a kernel",
    }
}

#[no_mangle]
pub unsafe extern "C" fn kernel_main(info: *const farjump::BootInfo) -> ! {
    let info = &*info;
    let mut console = Console::new();
    console.open_screen(info.direct_map_base + 0xB8000);
    console.print(b"hello from @NAME@, with options ");
    console.print_text(info.command_line as *const u8);
    console.print(b"\n");
    for index in 0..info.memory_map_count as usize {
        let range = &*info.memory_map.add(index);
        console.print_range(range.base, range.length, name_of(range.kind));
    }
    console.print(b"that was the memory map\n");
    loop {
        asm!("cli", "hlt");
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {
        unsafe { asm!("cli", "hlt") };
    }
}
