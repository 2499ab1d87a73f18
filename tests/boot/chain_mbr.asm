; SPDX-License-Identifier: BSD-2-Clause
; Contains an MBR that works like DOS's: it loads the active partition's boot record to 7C00h, by CHS if there are no
; extensions, and jumps to it, DL = 80h.
; Phoenix, "BIOS Boot Specification" 1.01; Ralf Brown's Interrupt List, INT 19h, INT 13h AH=02h, AH=42h.

        bits 16
        org 0x600

        xor ax, ax
        mov ss, ax
        mov sp, 0x600
        mov ds, ax
        mov es, ax
        mov si, 0x7C00
        mov di, 0x600
        mov cx, 256
        cld
        rep movsw                       ; out of the boot record's way
        jmp 0:moved
moved:
        mov si, table
.entry:
        cmp byte [si], 0x80
        je .active
        add si, 16
        cmp si, table + 64
        jne .entry
        int 0x18                        ; no active partition
.active:
        push si
        push dword 0
        push dword [si + 8]
        push dword 0x7C00
        push word 1
        push word 16
        mov si, sp
        mov ah, 0x42
        mov dl, 0x80
        int 0x13
        mov sp, 0x600 - 2               ; the packet is done with; CF stays
        pop si
        mov ax, 0                       ; some BIOSes lose the segments
        mov ds, ax
        mov es, ax
        jnc .start
        push si
        mov ax, 0x0201
        mov bx, 0x7C00
        mov cx, [si + 2]
        mov dh, [si + 1]
        mov dl, 0x80
        int 0x13
        mov ax, 0
        mov ds, ax
        pop si
.start:                                 ; DS:SI: the partition's entry, as boot records are used to
        mov dl, 0x80
        jmp 0:0x7C00

table   equ 0x600 + 446
        times 440 - ($ - $$) db 0
