; SPDX-License-Identifier: BSD-2-Clause
; A boot sector that tells on COM1 its drive and whether A20 is open, and halts:
;
;   boot sector: drive 00h, A20 open
        bits 16
        org 0x7C00

com1                    equ 0x3F8
line_status             equ com1 + 5
transmitter_empty       equ 0x20
probe                   equ 0x500
probe_segment           equ 0xFFFF      ; with A20 closed, probe_segment:probe + 10h is 0:probe

start:
        cli
        xor ax, ax
        mov ds, ax
        mov ss, ax
        mov sp, 0x7C00
        mov ax, probe_segment
        mov es, ax
        mov byte [probe], 0
        mov byte [es:probe + 0x10], 0xFF
        mov si, open
        cmp byte [probe], 0
        je .tell
        mov si, closed
.tell:
        push si
        mov si, greeting
        call tell
        mov al, dl
        shr al, 4
        call tell_digit
        mov al, dl
        and al, 15
        call tell_digit
        mov si, a20
        call tell
        pop si
        call tell
.stop:
        hlt
        jmp .stop

; Sends the text at SI, up to a zero.
tell:
        lodsb
        test al, al
        jz .end
        call send
        jmp tell
.end:
        ret

; Sends AL, 0 to 15, as a hexadecimal digit.
tell_digit:
        add al, '0'
        cmp al, '9'
        jbe send
        add al, 'A' - '0' - 10

send:
        push dx
        push ax
        mov dx, line_status
.wait:
        in al, dx
        test al, transmitter_empty
        jz .wait
        pop ax
        mov dx, com1
        out dx, al
        pop dx
        ret

greeting:       db 'boot sector: drive ', 0
a20:            db 'h, A20 ', 0
open:           db 'open', 13, 10, 0
closed:         db 'closed', 13, 10, 0

        times 510 - ($ - $$) db 0
        dw 0xAA55
