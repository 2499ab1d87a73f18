; SPDX-License-Identifier: BSD-2-Clause
; Changes INT 10h: the state of the screen at the start of the boot sector, invisible or slow text output, and the entry
; to VBE.
; Ralf Brown's Interrupt List, INT 10h AH=00h, AH=05h, AH=0Eh; memory 40:84 (rows), 40:62 (page).

BDA_ROWS        equ 0x484
TEXT_MODE       equ 0x0003              ; AX: set 80 columns, 25 rows

; Before the boot sector runs.
set_the_screen:
        mov ax, [config(entry_video)]
        test ax, ax
        jz .page
        bites "entry.video"
        mov ah, 0
        int 0x10
.page:
        mov al, [config(entry_page)]
        test al, al
        jz .rows
        bites "entry.page"
        mov ah, 0x05
        int 0x10
.rows:
        mov ax, [config(entry_rows)]
        test ax, ax
        jz .vectors
        bites "entry.rows"
        push 0
        pop es
        mov [es:BDA_ROWS], al
.vectors:
        cmp byte [config(vbe_int21)], 0
        je .done
        push 0
        pop es
        mov dword [es:DOS_VECTOR], 0
.done:
        ret

int10:
        cmp byte [config(text_int10)], 0
        jne .nothing
        mov ax, [caller(eax)]
        cmp ah, 0x0E
        je .character
        cmp ah, 0x4F
        je vbe
        cmp ax, TEXT_MODE
        jne call_old
        mov byte [State.text_mode_set], 1
        jmp call_old
.nothing:
        bites_once "text.int10"
        ret
.character:
        movzx eax, word [config(text_redirect)]
        test eax, eax
        jz call_old
        bites_once "text.redirect"
        call delay
        jmp call_old
