// SPDX-License-Identifier: 0BSD
// Prints on the text screen and on COM1.
use core::arch::asm;

const COLUMNS: usize = 80;
const CELLS: usize = COLUMNS * 25;
const BLANK: u16 = 0x0F20; // white on black

const COM1: u16 = 0x3F8;
const LINE_STATUS: u16 = COM1 + 5;
const CAN_SEND: u8 = 0x20;
const ALL_SENT: u8 = 0x40;

unsafe fn out(port: u16, value: u8) {
    asm!("out dx, al", in("al") value, in("dx") port);
}

unsafe fn wait_for_com1(wanted: u8) {
    for _ in 0..50000 {
        let status: u8;
        asm!("in al, dx", out("al") status, in("dx") LINE_STATUS);
        if status & wanted != 0 {
            break;
        }
    }
}

/// Sets COM1 to 115200 baud. Only for loaders that do not promise a serial line that works.
#[allow(dead_code)]
pub unsafe fn open_com1() {
    wait_for_com1(ALL_SENT); // the loader's last words
    out(COM1 + 1, 0); // no interrupts
    out(COM1 + 3, 0x80); // the next two are the divisor of 115200 baud
    out(COM1, 1);
    out(COM1 + 1, 0);
    out(COM1 + 3, 3); // 8 bits, no parity, 1 stop bit
    out(COM1 + 2, 7); // empty FIFOs
    out(COM1 + 4, 3); // ready
}

pub struct Console {
    screen: *mut u16,
    place: usize,
}

impl Console {
    /// Prints on COM1 only, until it gets the screen.
    pub fn new() -> Console {
        Console { screen: core::ptr::null_mut(), place: 0 }
    }

    /// Clears the text screen, whose memory is mapped at this address.
    pub unsafe fn open_screen(&mut self, address: u64) {
        self.screen = address as *mut u16;
        for cell in 0..CELLS {
            self.screen.add(cell).write_volatile(BLANK);
        }
    }

    unsafe fn send(character: u8) {
        wait_for_com1(CAN_SEND);
        out(COM1, character);
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
                self.screen.add(cell).write_volatile(BLANK);
            }
        }
    }

    unsafe fn print_character(&mut self, character: u8) {
        if character == b'\n' {
            Console::send(b'\r');
        }
        Console::send(character);
        if !self.screen.is_null() {
            self.show(character);
        }
    }

    pub unsafe fn print(&mut self, words: &[u8]) {
        for character in words {
            self.print_character(*character);
        }
    }

    /// The text up to its NUL.
    pub unsafe fn print_text(&mut self, mut text: *const u8) {
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

    /// "FIRST to LAST KIND"
    pub unsafe fn print_range(&mut self, base: u64, length: u64, kind: &[u8]) {
        self.print_hexadecimal(base);
        self.print(b" to ");
        self.print_hexadecimal(base + length - 1);
        self.print(b" ");
        self.print(kind);
        self.print(b"\n");
    }
}
