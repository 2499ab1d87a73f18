; SPDX-License-Identifier: BSD-2-Clause
; Writes and checks canaries above 1 MiB, page by page, with the real BIOS's block move.
; Ralf Brown's Interrupt List, INT 15h AH=87h.

PAGE            equ 4096
SOURCE          equ 0x10                ; in the table for AH=87h: two segment descriptors of 8 bytes,
TARGET          equ 0x18
MOVE_TABLE_SIZE equ 0x30                ; and room that the BIOS uses
DATA_SEGMENT    equ 0x93                ; present, writable, accessed

fill_high_canaries:
        push ds
        pop es
        mov di, State.buffer
        mov cx, PAGE
        mov al, CANARY
        rep stosb
        mov bx, .page
        jmp each_high_page
.page:
        call buffer_address
        xchg eax, edx
        jmp move_page

check_high_canaries:
        cmp byte [config(canary_high_count)], 0
        je .done
        bites "canary.high"
        push es
        mov bx, .page
        call each_high_page
        pop es
.done:
        ret
.page:
        call buffer_address
        call move_page
        push ds
        pop es
        mov di, State.buffer
        mov cx, PAGE
        mov al, CANARY
        repe scasb
        je .done
        say "K90", 10
        ret

; Calls BX for each page, with its address in EAX.
each_high_page:
        movzx cx, byte [config(canary_high_count)]
        jcxz .done
        mov si, State.config + Config.canary_high
.span:
        lodsd
        mov edi, [si]                   ; the last byte
        add si, 4
.page:
        pushad
        call bx
        popad
        add eax, PAGE
        cmp eax, edi
        jb .page
        loop .span
.done:
        ret

; EDX = where State.buffer is.
buffer_address:
        xor edx, edx
        mov dx, ds
        shl edx, 4
        add edx, State.buffer
        ret

; A page from EAX to EDX.
move_page:
        push ds
        pop es
        push eax
        mov di, State.parameters
        mov cx, MOVE_TABLE_SIZE / 2
        xor ax, ax
        rep stosw
        pop eax
        mov di, State.parameters + SOURCE
        call describe_page
        mov eax, edx
        mov di, State.parameters + TARGET
        call describe_page
        mov si, State.parameters
        mov cx, PAGE / 2
        mov ah, 0x87
        pushf
        call far [State.old + 0x15 * 4]
        ret

; EAX: the segment's base. DI: its descriptor.
describe_page:
        mov word [di], 0xFFFF
        mov [di + 2], eax
        mov byte [di + 5], DATA_SEGMENT
        shr eax, 24
        mov [di + 7], al
        ret
