; SPDX-License-Identifier: BSD-2-Clause
; Implements the clobber stage, which changes everything that is not part of an answer, in the caller's frame and in the
; machine.

; Before the call: some BIOSes wait for an interrupt, and some do not bear segments larger than 64 KiB.
need_interrupts:
        cmp byte [config(int_need_irq)], 0
        je .limits
        test word [caller(flags)], INTERRUPTS
        jz .never_comes
        call read_masks
        cmp ax, [State.masks]
        je .limits
.never_comes:
        bites "int.need_irq"
        jmp hang
.limits:
        cmp byte [config(int_big_limits)], 0
        je .done
        call limits_are_big
        jnc .done
        bites "int.big_limits"
        jmp hang
.done:
        ret

; EAX = 1 << the interrupt's number.
interrupt_bit:
        mov cl, [caller(number)]
        mov eax, 1
        shl eax, cl
        ret

spoil:
        call interrupt_bit
        test [config(int_a20_off_after)], eax
        jz .gate
        call close_a20_once_open
.gate:
        mov ebx, [config(int_only)]
        test ebx, ebx
        jz spoil_call
        test ebx, eax
        jnz spoil_call
        ret

spoil_call:
        mov cx, [config(int_eatstack)]
        jcxz .limits
        mov ax, bp
        sub ax, 64
        sub ax, cx
        jc .limits                      ; the caller's stack is not as deep
        push es
        push ss
        pop es
        mov di, ax
        mov al, 0xEA
        rep stosb
        pop es
        bites_once "int.eatstack"
.limits:
        cmp byte [config(int_reset_limits)], 0
        je .table
        call reset_limits
.table:
        cmp byte [config(int_gdtr)], 0
        je .flags
        mov word [State.parameters], 0
        mov dword [State.parameters + 2], 0x000FFFF0
        lgdt [State.parameters]
        bites_once "int.gdtr"
.flags:
        call spoil_flags
        jmp spoil_registers

spoil_flags:
        mov ax, [config(int_ret_if)]
        test ax, ax
        jz .direction
        or word [caller(flags)], INTERRUPTS
        test al, al
        jnz .if_told
        and word [caller(flags)], ~INTERRUPTS
.if_told:
        bites_once "int.ret_if"
.direction:
        cmp byte [config(int_ret_df)], 0
        je .alignment
        or word [caller(flags)], DIRECTION
        bites_once "int.ret_df"
.alignment:
        cmp byte [config(int_ret_ac)], 0
        je .done
        pushfd                          ; IRET with 16-bit operands keeps the upper half
        or dword [esp], 1 << 18
        popfd
        bites_once "int.ret_ac"
.done:
        ret

; All data segments as large as in real mode, whatever the caller had made of them. Intel SDM Vol. 3A, "Switching Back
; to Real-Address Mode".
reset_limits:
        bites_once "int.reset_limits"
.again:
        pushf
        cli
        xor eax, eax
        mov ax, cs
        shl eax, 4
        add eax, small_segments
        mov word [State.parameters], 15
        mov [State.parameters + 2], eax
        lgdt [State.parameters]
        mov dx, ds
        mov di, ss
        mov si, es
        mov eax, cr0
        or al, 1
        mov cr0, eax
        mov bx, 8
        mov ds, bx
        mov es, bx
        mov fs, bx
        mov gs, bx
        mov ss, bx
        and al, ~1
        mov cr0, eax
        jmp short .real
.real:
        mov ss, di
        mov ds, dx
        mov es, si
        popf
        ret

        align 8
small_segments:
        dq 0
        dw 0xFFFF, 0, 0x9200, 0         ; 64 KiB from 0, data
