; An option ROM that starts the watchdog of an IB700 board: 30 seconds later the machine is reset, unless somebody stops
; it. Linux, drivers/watchdog/ib700wdt.c: 0 written to port 443h means 30 seconds; a write to 441h stops it.

%include "option_rom.inc"

init:
        mov dx, 0x443
        xor al, al
        out dx, al
        ret
