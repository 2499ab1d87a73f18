; SPDX-License-Identifier: BSD-2-Clause
; Contains an option ROM that enables the BIOS's mouse reports, as a BIOS with a graphical menu does, and leaves them
; enabled. It writes a byte to port EAh for each packet of the mouse. Ralf Brown's Interrupt List, INT 15h AH=C2h.

%include "option_rom.inc"

init:
        mov ax, 0xC205                  ; initialize: packets of three bytes
        mov bh, 3
        int 0x15
        push cs
        pop es
        mov bx, handler
        mov ax, 0xC207
        int 0x15
        mov ax, 0xC200                  ; enable
        mov bh, 1
        int 0x15
        ret

handler:
        push ax
        mov al, 'M'
        out 0xEA, al
        pop ax
        retf
