// SPDX-License-Identifier: 0BSD
// Says hello on the screen and on COM1, and shows the memory map.
//
// It is linked without a library: what rustc compiles into this file itself can be used, but no core::fmt and no panics.
#![no_std]
#![no_main]

#[path = "build/boot_info.rs"]
mod farjump;

use core::arch::asm;

#[used]
#[link_section = ".note.farjump.wishes"]
static WISHES: farjump::KernelNote = farjump::KernelNote::new(0, 64 << 10, 0);

const COLUMNS: usize = 80;
const CELLS: usize = COLUMNS * 25;
const EMPTY: u16 = 0x0F20; // white on black

/// The text screen and the serial line, as the loader leaves them.
struct Console {
    screen: *mut u16,
    place: usize,
}

impl Console {
    unsafe fn new(direct_map: u64) -> Console {
        let screen = (direct_map + 0xB8000) as *mut u16;
        for cell in 0..CELLS {
            screen.add(cell).write_volatile(EMPTY);
        }
        Console { screen, place: 0 }
    }

    unsafe fn send(character: u8) {
        for _ in 0..50000 {
            let status: u8;
            asm!("in al, dx", out("al") status, in("dx") 0x3FDu16);
            if status & 0x20 != 0 {
                break;
            }
        }
        asm!("out dx, al", in("al") character, in("dx") 0x3F8u16);
    }

    unsafe fn show(&mut self, character: u8) {
        if character == b'\n' {
            self.place += COLUMNS - self.place % COLUMNS;
        } else {
            self.screen.add(self.place).write_volatile(0x0F00 | character as u16);
            self.place += 1;
        }
        if self.place >= CELLS {
            self.place = CELLS - COLUMNS; // the last line again, empty
            for cell in self.place..CELLS {
                self.screen.add(cell).write_volatile(EMPTY);
            }
        }
    }

    unsafe fn print_character(&mut self, character: u8) {
        if character == b'\n' {
            Console::send(b'\r');
        }
        Console::send(character);
        self.show(character);
    }

    unsafe fn print(&mut self, words: &[u8]) {
        for character in words {
            self.print_character(*character);
        }
    }

    /// The text up to its NUL.
    unsafe fn print_text(&mut self, mut text: *const u8) {
        while *text != 0 {
            self.print_character(*text);
            text = text.add(1);
        }
    }

    unsafe fn print_hexadecimal(&mut self, number: u64) {
        for digit in 0..16 {
            let value = (number >> (60 - 4 * digit)) as u8 & 15;
            self.print_character(if value < 10 { b'0' + value } else { b'A' + value - 10 });
        }
    }
}

fn name_of(kind: farjump::MemoryKind) -> &'static [u8] {
    match kind {
        farjump::MEMORY_USABLE => b" usable\n",
        farjump::MEMORY_LOADER => b" loader\n",
        farjump::MEMORY_KERNEL => b" kernel\n",
        farjump::MEMORY_MODULE => b" module\n",
        _ => b" not for a kernel\n",
    }
}

#[no_mangle]
pub unsafe extern "C" fn kernel_main(info: *const farjump::BootInfo) -> ! {
    let info = &*info;
    let mut console = Console::new(info.direct_map_base);
    console.print(b"hello from @NAME@, with options ");
    console.print_text(info.command_line as *const u8);
    console.print(b"\n");
    for index in 0..info.memory_map_count as usize {
        let range = &*info.memory_map.add(index);
        console.print_hexadecimal(range.base);
        console.print(b" to ");
        console.print_hexadecimal(range.base + range.length - 1);
        console.print(name_of(range.kind));
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
