// SPDX-License-Identifier: 0BSD
// Says hello on the screen and on COM1, and shows the memory map.
//
// Multiboot2 Specification 2.0, "Boot information" (3.4). The information is a head and a list of tags, each on an
// 8-byte line. boot.asm maps the first 4 GiB at their physical addresses. farjump puts the kernel's path in front
// of the command line, GRUB 2 does not.
//
// It is linked without a library: what rustc compiles into this file itself can be used, but no core::fmt and no
// panics.
#![no_std]
#![no_main]

mod console;

use console::{open_com1, Console};
use core::arch::asm;
use core::mem::size_of;
use core::ptr::null;

#[repr(C)]
pub struct Information {
    size: u32,
    reserved: u32,
}

#[repr(C)]
struct Tag {
    kind: u32,
    size: u32, // in bytes, this head included
}

const COMMAND_LINE_TAG: u32 = 1;
const MEMORY_MAP_TAG: u32 = 6;

#[repr(C)]
struct MemoryMap {
    tag: Tag,
    entry_size: u32,
    entry_version: u32,
}

#[repr(C)]
struct MemoryRange {
    base: u64,
    length: u64,
    kind: u32,
    reserved: u32,
}

unsafe fn halt(console: &mut Console, words: &[u8]) -> ! {
    console.print(words);
    loop {
        asm!("cli", "hlt");
    }
}

/// The first tag of this kind, or null.
unsafe fn find(information: *const Information, kind: u32) -> *const Tag {
    let end = information as usize + (*information).size as usize;
    let mut at = information.add(1) as usize;
    while at + size_of::<Tag>() <= end {
        let tag = at as *const Tag;
        if (*tag).kind == kind {
            return tag;
        }
        if ((*tag).size as usize) < size_of::<Tag>() {
            return null();
        }
        at += ((*tag).size as usize + 7) / 8 * 8;
    }
    null()
}

/// The map does not tell where kernel and loader are: in usable memory.
fn name_of(kind: u32) -> &'static [u8] {
    match kind {
        1 => b"usable",
        3 => b"ACPI tables",
        _ => b"not for a kernel",
    }
}

#[no_mangle]
pub unsafe extern "C" fn kernel_main(information: *const Information) -> ! {
    let mut console = Console::new();
    open_com1(); // the specification does not say how the loader leaves it
    console.open_screen(0xB8000);
    let command_line = find(information, COMMAND_LINE_TAG);
    let map = find(information, MEMORY_MAP_TAG) as *const MemoryMap;
    if map.is_null() || ((*map).entry_size as usize) < size_of::<MemoryRange>() {
        halt(&mut console, b"@NAME@: the loader gave no memory map\n");
    }
    console.print(b"hello from @NAME@, with options ");
    if command_line.is_null() {
        console.print(b"that the loader did not give");
    } else {
        console.print_text(command_line.add(1) as *const u8);
    }
    console.print(b"\n");
    let end = map as usize + (*map).tag.size as usize;
    let mut at = map.add(1) as usize;
    while at + (*map).entry_size as usize <= end {
        let range = &*(at as *const MemoryRange);
        console.print_range(range.base, range.length, name_of(range.kind));
        at += (*map).entry_size as usize;
    }
    halt(&mut console, b"that was the memory map\n");
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {
        unsafe { asm!("cli", "hlt") };
    }
}
