; SPDX-License-Identifier: BSD-2-Clause
; Contains a kernel for Syslinux that reports when its first instruction ran: that of the real-mode part, which a loader
; of Linux's protocol starts. Documentation/x86/boot.rst of Linux, "The Real-Mode Kernel Header".
%include "stamp.inc"

SETUP_SECTORS equ 4                     ; of the real-mode part, without the first one: old loaders want no other number

        bits 16
        org 0
        times 0x1F1 - ($ - $$) db 0
        db SETUP_SECTORS
        dw 1
        dd (PAYLOAD + 15) / 16
        dw 0, 0xFFFF, 0
        dw 0xAA55
setup:
        db 0xEB, header_end - header
header:
        db "HdrS"
        dw 0x0206
        dd 0
        dw 0x1000, 0
        db 0, 0x01                      ; loaded at 1 MiB
        dw 0
        dd 0x100000, 0, 0, 0
        dw 0, 0
        dd 0, 0x37FFFFFF, 4096
        db 0, 0
        dw 0
        dd 255
header_end:
        stamp
        cli
.rest:
        hlt
        jmp .rest

        times 512 * (SETUP_SECTORS + 1) - ($ - $$) db 0
%assign pattern 0x9E3779B97F4A7C15
        times PAYLOAD / 8 dq pattern
