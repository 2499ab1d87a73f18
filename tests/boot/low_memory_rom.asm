; SPDX-License-Identifier: BSD-2-Clause
; Contains an option ROM that takes low memory from KIB kilobytes up, as ROMs of network cards and RAID controllers do:
; INT 12h returns less. Ralf Brown's Interrupt List, MEM 0040h:0013h.

%include "option_rom.inc"

init:
        xor ax, ax
        mov ds, ax
        mov word [0x413], KIB
        ret
