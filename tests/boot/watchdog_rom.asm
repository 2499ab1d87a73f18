; SPDX-License-Identifier: BSD-2-Clause
; Contains an option ROM that starts the watchdog of an IB700 board, which resets the machine after 30 seconds if it is
; not stopped. Linux, drivers/watchdog/ib700wdt.c: 0 written to port 443h means 30 seconds; a write to 441h stops it.

%include "option_rom.inc"

init:
        mov dx, 0x443
        xor al, al
        out dx, al
        ret
