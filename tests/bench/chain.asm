; SPDX-License-Identifier: BSD-2-Clause
; Replaces the boot code of a disk. It reports when the loader starts: it moves away, loads the disk's own first sector
; from sector COPY to 7C00h, writes the time stamp counter to port E9h and jumps there.
%include "stamp.inc"

LOADED    equ 0x7C00
MOVED_TO  equ 0x0600
BOOT_CODE equ 440                       ; bytes; the disk's signature and its partition table follow
%define moved(label) (label - $$ + MOVED_TO)

        bits 16
        org LOADED

        xor ax, ax
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov sp, LOADED
        cld
        mov si, LOADED
        mov di, MOVED_TO
        mov cx, 256
        rep movsw
        jmp 0:moved(away)
away:
        mov si, moved(packet)
        mov ah, 0x42
        int 0x13                        ; DL is the BIOS's
        jc $                            ; then no stamp comes, which is seen
        push dx
        stamp
        pop dx
        jmp 0:LOADED

        align 4
packet:
        db 16, 0
        dw 1, LOADED, 0
        dq COPY

        times BOOT_CODE - ($ - $$) db 0
