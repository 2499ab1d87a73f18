; SPDX-License-Identifier: BSD-2-Clause
; Contains a kernel for the Limine boot protocol that reports when its first instruction ran, as kernel.asm does. It asks
; for what a small kernel asks for, without a screen. PAYLOAD bytes of a pattern give it its size.
%include "stamp.inc"

%macro request 2
        dq 0xC7B1DD30DF4C8B88, 0x0A82E883A194F07B, %1, %2
        dq 0, 0                         ; revision, response
%endmacro

        bits 64
        section .text
        global entry
entry:
        stamp
        cli
.rest:
        hlt
        jmp .rest

        section .rodata
%assign pattern 0x9E3779B97F4A7C15
        times PAYLOAD / 8 dq pattern

        section .data align=8
        dq 0xF6B8F4B39DE7D1AE, 0xFAB91A6940FCB9CF, 0x785C6ED015D3E316, 0x181E920A7852B9D9
        dq 0xF9562B2D5C95A6C8, 0x6A7B384944536BDC, 3
        request 0xF55038D8E2A1202F, 0x279426FCF5F59740  ; bootloader info
        request 0x4B161536E598651E, 0xB390AD4A2F1F303A  ; command line
        request 0x48DCF1CB8AD2B852, 0x63984E959A98244B  ; direct map
        request 0x67CF3D9D378A806F, 0xE304ACDFC50C3C62  ; memory map
        request 0x71BA76863CC55F63, 0xB2644A48C516A487  ; executable address
        request 0xC5E77B6B397E7B43, 0x27637845ACCDCF3C  ; RSDP
        request 0x3E7E279702BE32AF, 0xCA1C4F3BD1280CEE  ; modules
        dq 0xADC0E0531BB10D03, 0x9572709F31764C62
