; SPDX-License-Identifier: BSD-2-Clause
; Contains an option ROM that removes the disk extensions of any BIOS: INT 13h AH=41h to 48h fail, so that only CHS
; works.
; Ralf Brown's Interrupt List, INT 13h.

%include "int13_rom.inc"

handler:
        cmp ah, 0x41
        jb .pass
        cmp ah, 0x48
        ja .pass
        mov ah, 0x01                    ; invalid function
        push bp
        mov bp, sp
        or byte [bp + 6], 1             ; carry, in the flags that IRET restores
        pop bp
        iret
.pass:
        jmp far [cs:old]
