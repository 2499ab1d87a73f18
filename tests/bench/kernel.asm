; SPDX-License-Identifier: BSD-2-Clause
; Contains a kernel that reports when its first instruction ran, and then the loader's own timeline: it writes the time
; stamp counter to port E9h, the number of marks in a byte, and the marks. PAYLOAD bytes of a pattern give the kernel
; the size that is to be measured.
%include "stamp.inc"
%include "farjump/boot_info.inc"

        bits 64
        section .text
        global entry
entry:
        stamp
        mov rax, [rdi + farjump_boot_info.timeline + farjump_timeline.count]
        mov rsi, [rdi + farjump_boot_info.timeline + farjump_timeline.marks]
        out 0xE9, al
        imul ecx, eax, farjump_timeline_mark_size
        mov edx, 0xE9
        rep outsb
        cli
.rest:
        hlt
        jmp .rest

        section .rodata
%assign pattern 0x9E3779B97F4A7C15
        times PAYLOAD / 8 dq pattern

        section .note.farjump note align=4
        dd 8, 8, 1
        db "farjump", 0
        dd 3, 0
