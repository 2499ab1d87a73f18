; SPDX-License-Identifier: BSD-2-Clause
; Contains the start of a Linux kernel of today (boot protocol 2.15), which reports when its setup code ran. Linux, "The
; Linux/x86 Boot Protocol", "The Real-Mode Kernel Header". tests/bench/linux_boot.py adds the rest of the kernel.
%include "stamp.inc"

SETUP_SECTORS equ 39                    ; as Debian's kernels have

        bits 16
        org 0
        times 0x1F1 - ($ - $$) db 0
        db SETUP_SECTORS
        dw 1
        dd PAYLOAD / 16
        dw 0, 0xFFFF, 0
        dw 0xAA55
setup:
        db 0xEB, header_end - header
header:
        db "HdrS"
        dw 0x020F
        dd 0
        dw 0x1000, 0
        db 0, 0x01                      ; loaded at 1 MiB
        dw 0
        dd 0x100000, 0, 0, 0
        dw 0, 0
        dd 0, 0x7FFFFFFF, 0x200000
        db 1, 21                        ; relocatable
        dw 0x7F
        dd 2047
        dd 0
        dq 0
        dd 0, 0
        dq 0
        dq 0x1000000                    ; the preferred address
        dd 0x2000000, 0, 0              ; init_size
header_end:
        stamp
        cli
.rest:
        hlt
        jmp .rest

        times 512 * (SETUP_SECTORS + 1) - ($ - $$) db 0
