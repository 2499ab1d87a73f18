; SPDX-License-Identifier: BSD-2-Clause
; Contains a boot sector as tutorials write them, which serves as the control: it trusts the BIOS, so a scenario that it
; survives may be ineffective. control.py appends the second stage, and passes its size and the place of DL as macros.

        bits 16
        org 0x7C00

        mov [drive], dl                 ; DS is taken to be 0, as the stack is taken to be somewhere
        mov si, packet
        mov ah, 0x42
        int 0x13
        jc failed
        jmp 0x0000:0x8000

failed:
        mov si, words
next:
        lodsb
        test al, al
        jz stop
        mov ah, 0x0E
        int 0x10
        jmp next
stop:
        hlt
        jmp stop

        times DRIVE - ($ - $$) db 0
drive:  db 0
words:  db "disk error", 13, 10, 0
packet: db 16, 0
        dw SECTORS, 0x8000, 0
        dq 1

        times 0x1BE - ($ - $$) db 0
        db 0x80, 1, 1, 0, 0x0C, 0xFE, 0xFF, 0xFF
        dd 63, 32768
        times 510 - ($ - $$) db 0
        dw 0xAA55
