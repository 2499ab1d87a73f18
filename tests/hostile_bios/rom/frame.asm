; SPDX-License-Identifier: BSD-2-Clause
; Handles every hooked interrupt. A call by the loader goes through the lint checks (lint.asm), the handler of its
; interrupt and the clobber stage (spoil.asm). A call by firmware goes to the vector's previous target unchanged.

; `hook 13` defines hook_13, the entry point of INT 13h.
%macro hook 1
hook_%1:
        push dword 0x%1
        jmp frame
%endmacro

        hook 10
        hook 12
        hook 13
        hook 15
        hook 16
        hook 18
        hook 19
        hook 1A

hooks:                                  ; vectors and their new targets, for init.asm
        dw 0x10, hook_10
        dw 0x12, hook_12
        dw 0x13, hook_13
        dw 0x15, hook_15
        dw 0x16, hook_16
        dw 0x18, hook_18
        dw 0x19, hook_19
        dw 0x1A, hook_1A
        dw 0x1C, tick
        dw 0

handlers:
        dw 0x10, int10
        dw 0x12, int12
        dw 0x13, int13
        dw 0x15, int15
        dw 0x16, call_old
        dw 0x18, int18
        dw 0x1A, int1A

frame:
        pushad
        push ds
        push es
        push fs
        push gs
        cld
        mov bp, sp
        call enter_state
        cmp word [caller(number)], 0x19
        je int19
        cmp byte [State.armed], 0
        je pass_on
        cmp word [caller(cs)], FIRST_ROM
        jae pass_on
        mov al, [caller_ah]
        mov [State.function], al
        call check_manners
        call show_real_data_area
        call need_interrupts
        mov bx, handlers
.find:
        mov ax, [cs:bx]
        add bx, 4
        cmp ax, [caller(number)]
        jne .find
        call [cs:bx - 2]
        call spoil
        call hide_real_data_area
        call remember_vectors
leave_frame:
        pop gs
        pop fs
        pop es
        pop ds
        popad
        add sp, 4                       ; the number
        iret

; Jumps to the vector's previous target, with all registers as the caller set them.
pass_on:
        call old_vector
        mov [caller(number)], eax
        pop gs
        pop fs
        pop es
        pop ds
        popad
        retf

; Out: DS = the ROM's memory.
enter_state:
        push 0
        pop ds
        mov ds, [STATE_VECTOR]
        ret

; Out: EAX = the vector of the caller's interrupt before init.asm changed it.
old_vector:
        mov bx, [caller(number)]
        shl bx, 2
        mov eax, [bx + State.old]
        ret

; Calls the real BIOS with the caller's registers, and stores the registers that it returns in the caller's frame.
call_old:
        push bp
        push word [caller(flags)]       ; flags, CS and IP, as INT pushes them
        push cs
        push word .back
        call old_vector
        push eax
        mov ax, [caller(flags)]
        and ax, ~(INTERRUPTS | TRAP)
        push ax
        mov eax, [caller(eax)]
        mov ebx, [caller(ebx)]
        mov ecx, [caller(ecx)]
        mov edx, [caller(edx)]
        mov esi, [caller(esi)]
        mov edi, [caller(edi)]
        mov gs, [caller(gs)]
        mov fs, [caller(fs)]
        mov es, [caller(es)]
        mov ds, [caller(ds)]
        mov ebp, [caller(ebp)]
        popf
        retf
.back:
        pushf
        pushad
        push ds
        push es
        push fs
        push gs
        cld
        mov si, sp
        push ss
        pop ds
        push ss
        pop es
        mov bp, [si + Frame.number + 2] ; the saved BP; the flags are below it, where a frame has its number
        mov di, bp
        mov cx, Frame.number / 2
        rep movsw
        lodsw
        mov [caller(flags)], ax
        lea sp, [si + 2]
        jmp enter_state

; `fail_with STATUS` gives the caller carry and this status in AH.
%macro fail_with 1
        mov byte [caller_ah], %1
        or byte [caller(flags)], CARRY
%endmacro

succeed:
        mov byte [caller_ah], 0
        and byte [caller(flags)], ~CARRY
        ret
