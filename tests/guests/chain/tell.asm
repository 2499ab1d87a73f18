; SPDX-License-Identifier: BSD-2-Clause
; A boot sector that prints on COM1 what it was started with, in one line:
;
;   {dl=80 ds=0000 si=07BE es=0000 di=0000 ss=0000 sp=7C00 bp=07BE flags=0202 cs=0000 ip=7C00 eax=00000000 a20=01
;   mode=03 chs=00000000 hidden=00000000 drives=0000 entry=80FEFFFF0CFEFFFF0008000000000100 sum=0000 }
;
; `chs` has heads and sectors per track, `drives` the bytes at 24h and 40h. `entry` has the 16 bytes at DS:SI, or 60 if EAX
; is "!GPT", and none if SI is 0. `sum` is that of the words behind the sector. All numbers are hexadecimal.
;
; nasm -f bin; -DPADDED=n appends n bytes, of which each word is its own number; -DBLOCK=16, 32 or 4 (NTFS) gives the
; sector a BIOS parameter block, with EEh in all that a loader may correct.

        bits 16
        org 0x7C00

%ifndef BLOCK
%define BLOCK 0
%endif
%ifndef PADDED
%define PADDED 0
%endif

saved           equ 0x600               ; below the sector, where no BIOS writes

sector:
        jmp short start
        nop
%if BLOCK = 4
        db "NTFS    "
%else
        db "TELLTALE"
%endif
%if BLOCK = 0
        times 0x5A - ($ - sector) db 0
%else
        dw 512
        db 8
%if BLOCK = 4
        dw 0
        db 0
%else
        dw 32
        db 2
%endif
        dw 0, 0
        db 0xF8
%if BLOCK = 16
        dw 64
%else
        dw 0
%endif
        dw 0xEEEE, 0xEEEE               ; geometry, hidden sectors, and below the drive: to be corrected
        dd 0xEEEEEEEE
        dd 65536
%if BLOCK = 32
        dd 512
        times 0x40 - ($ - sector) db 0
        db 0xEE, 0, 0x29
%elif BLOCK = 16
        db 0xEE, 0, 0x29
%else
        db 0xEE, 0, 0x80, 0
%endif
        times 0x5A - ($ - sector) db 0
%endif

start:
        mov [cs:saved], ds              ; the flags are not changed until they are saved
        push cs
        pop ds
        mov [saved + 2], si
        mov [saved + 4], es
        mov [saved + 6], di
        mov [saved + 8], ss
        mov [saved + 12], bp
        mov [saved + 10], sp
        pushf
        pop word [saved + 14]
        mov [saved + 16], cs
        call .here
.here:
        pop word [saved + 18]
        sub word [saved + 18], .here - sector
        mov [saved + 20], eax
        mov [saved + 24], dl
        xor ax, ax
        mov ds, ax
        mov es, ax
        cld

        dec ax                          ; A20: whether FFFF:0710h is another byte than 0000:0700h
        mov fs, ax
        mov byte [0x700], 0
        mov byte [fs:0x710], 0xFF
        mov al, [0x700]
        inc ax
        and al, 1
        mov [saved + 25], al

        mov si, words
        mov di, saved
        call text
        mov al, [saved + 24]
        call hex8
        mov cx, 10
.register:
        call text
        mov ax, [di]
        scasw
        call hex16
        loop .register
        call text                       ; eax
        mov bx, saved + 22
        call dword_at
        call text                       ; a20
        mov al, [saved + 25]
        call hex8
        call text                       ; mode
        mov al, [0x449]
        call hex8
        call text                       ; heads and sectors per track
        mov bx, sector + 0x1A
        call dword_at
        call text                       ; hidden
        mov bx, sector + 0x1E
        call dword_at
        call text                       ; drives
        mov ah, [sector + 0x24]
        mov al, [sector + 0x40]
        call hex16
        call text                       ; entry
        mov cx, [saved + 2]
        jcxz .sum
        mov bx, cx
        mov cx, 16
        cmp dword [saved + 20], "!GPT"
        jne .bytes
        mov cl, 20 + 40
.bytes:
        mov al, [bx]
        inc bx
        call hex8
        loop .bytes
.sum:
        call text
        mov si, sector + 512
        mov cx, PADDED / 2
        xor bx, bx
        jcxz .told
.word:
        lodsw
        add bx, ax
        loop .word
.told:
        xchg ax, bx
        call hex16
        mov si, end_of_words
        call text
.stop:
        hlt
        jmp .stop

; Prints the dword that ends with the word at BX.
dword_at:
        mov ax, [bx]
        call hex16
        mov ax, [bx - 2]
hex16:
        xchg al, ah
        call hex8
        xchg al, ah
hex8:
        push ax
        aam 16
        call .digit
        call .digit
        pop ax
        ret
.digit:
        xchg al, ah
        cmp al, 10
        sbb al, 0x69
        das
put:
        pusha
        mov ah, al
        mov dx, 0x3FD
.wait:
        in al, dx
        test al, 0x20
        jz .wait
        mov al, ah
        mov dx, 0x3F8
        out dx, al
        popa
        ret

; Prints a blank and the text at SI. Out: SI behind its zero.
text:
        mov al, " "
        call put
.next:
        lodsb
        test al, al
        jz .end
        call put
        jmp .next
.end:
        ret

words:          db "{dl=", 0, "ds=", 0, "si=", 0, "es=", 0, "di=", 0, "ss=", 0, "sp=", 0, "bp=", 0, "flags=", 0
                db "cs=", 0, "ip=", 0, "eax=", 0, "a20=", 0, "mode=", 0, "chs=", 0, "hidden=", 0, "drives=", 0
                db "entry=", 0, "sum=", 0
end_of_words:   db "}", 10, 0

        times 510 - ($ - sector) db 0
        dw 0xAA55
%assign at 0
%rep PADDED / 2
        dw at
%assign at at + 1
%endrep
