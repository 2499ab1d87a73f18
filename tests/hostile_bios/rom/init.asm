; SPDX-License-Identifier: BSD-2-Clause
; Initializes the ROM, called once by the BIOS's power-on self test: takes memory, copies the configuration there, and
; hooks the interrupts. BIOS Boot Specification 1.01, "Option ROM initialization".

init:
        pushad
        push ds
        push es
        cld
        xor ax, ax
        mov ds, ax
        mov ax, [BDA_LOW_KIB]
        sub ax, STATE_KIB
        mov [BDA_LOW_KIB], ax
        shl ax, 6
        mov [STATE_VECTOR], ax
        mov es, ax
        xor di, di
        mov cx, State_size
        mov al, 0
        rep stosb
        mov si, block
        mov di, State.config
        mov cx, Config_size
        cs rep movsb
        mov cx, [es:State.config + Config.e820_count]
        mov [es:State.ranges], cx
        imul cx, Range_size
        mov di, State.table
        cs rep movsb
        call take_vectors
        say "HB1", 10
        pop es
        pop ds
        popad
        mov ax, 0                       ; to the BIOS: nothing here to boot from
        retf

; DS: 0. ES: the state.
take_vectors:
        mov si, hooks
.next:
        cs lodsw
        test ax, ax
        jz .done
        mov bx, ax
        shl bx, 2
        mov eax, [bx]
        mov [es:bx + State.old], eax
        cs lodsw
        mov [bx], ax
        mov [bx + 2], cs
        jmp .next
.done:
        ret
