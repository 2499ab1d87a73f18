; SPDX-License-Identifier: BSD-2-Clause
; Contains an option ROM that makes any BIOS's INT 13h hostile: each call returns junk in every register except SS:SP,
; with the direction flag set, interrupts off, and the disk address packet changed. Ralf Brown's Interrupt List, INT
; 13h.
;
;   -D LIES          AH=42h says success and moves nothing
;   -D NO_GEOMETRY   AH=42h fails, and AH=08h fails and leaves registers as they are

%include "int13_rom.inc"

handler:
        cmp sp, 0xC000                  ; layout.hpp: the stack of both stages; lower ones are the BIOS's own
        jb .pass
        cmp ah, 0x42
        je .extended
        cmp ah, 0x08
        je .geometry
.call:
        pushf
        call far [cs:old]
        jmp short junk
.pass:
        jmp far [cs:old]

.extended:
%ifdef NO_GEOMETRY
        mov ah, 0x01
        stc
        jmp short junk
%endif
        push si
%ifdef LIES
        mov ah, 0
        clc
%else
        pushf
        call far [cs:old]
%endif
        pop si
        mov word [si + 2], 0            ; MOV keeps carry
        mov dword [si + 4], 0xFFFFFFFF
        mov dword [si + 8], 0xFFFFFFFF
        jmp short junk

.geometry:
%ifdef NO_GEOMETRY
        mov ah, 0x01
        push bp
        mov bp, sp
        or byte [bp + 6], 1             ; carry, in the flags that IRET restores
        pop bp
        iret
%else
        pushf
        call far [cs:old]
        jmp short junk.keep_cx_dx
%endif

; AH and carry are the answer, and after AH=08h CX and DX; the rest goes.
junk:
        mov ecx, 0xC1C1C1C1
        mov edx, 0xD1D1D1D1
.keep_cx_dx:
        mov bp, sp
        jc .failed
        and byte [bp + 4], ~1
        jmp short .flags
.failed:
        or byte [bp + 4], 1
.flags:
        and word [bp + 4], ~0x0200      ; IF
        or word [bp + 4], 0x0400        ; DF
        mov al, 0xA1
        mov ebx, 0xB1B1B1B1
        mov esi, 0x51515151
        mov edi, 0x61616161
        mov ebp, 0x71717171
        push word 0x1234
        pop ds
        push word 0x4321
        pop es
        iret
