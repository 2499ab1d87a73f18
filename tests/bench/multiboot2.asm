; SPDX-License-Identifier: BSD-2-Clause
; Contains a kernel for GRUB that reports when its first instruction ran. Multiboot2 Specification 2.0, 3.1 "OS image
; format". The tag of addresses lets it do without ELF.
%include "stamp.inc"

BASE equ 0x100000

        bits 32
        org BASE
header:
        dd 0xE85250D6, 0, header_end - header, -(0xE85250D6 + header_end - header)
        dw 2, 0                         ; addresses
        dd 24, header, BASE, image_end, 0
        dw 3, 0                         ; entry
        dd 12, entry
        align 8
        dw 0, 0                         ; end
        dd 8
header_end:

entry:
        stamp
        cli
.rest:
        hlt
        jmp .rest

%assign pattern 0x9E3779B97F4A7C15
        align 8
        times PAYLOAD / 8 dq pattern
image_end:
