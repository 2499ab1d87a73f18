; The clobber stage: what a BIOS leaves behind in everything that is no answer. The caller's frame is what it will find.

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
        mov al, 1
        call bites_once
        jc .limits
        bites "int.eatstack"
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
        mov al, 2
        call bites_once
        jc .flags
        bites "int.gdtr"
.flags:
        call spoil_flags
        jmp spoil_registers

; AL: a bit. Carry if it was set before. Keeps all registers.
bites_once:
        push ax
        movzx ax, al
        bts [State.bitten], ax
        pop ax
        ret

spoil_flags:
        mov ax, [config(int_ret_if)]
        test ax, ax
        jz .direction
        or word [caller(flags)], INTERRUPTS
        test al, al
        jnz .if_told
        and word [caller(flags)], ~INTERRUPTS
.if_told:
        mov al, 3
        call bites_once
        jc .direction
        bites "int.ret_if"
.direction:
        cmp byte [config(int_ret_df)], 0
        je .alignment
        or word [caller(flags)], DIRECTION
        mov al, 4
        call bites_once
        jc .alignment
        bites "int.ret_df"
.alignment:
        cmp byte [config(int_ret_ac)], 0
        je .done
        pushfd                          ; IRET with 16-bit operands keeps the upper half
        or dword [esp], 1 << 18
        popfd
        mov al, 5
        call bites_once
        jc .done
        bites "int.ret_ac"
.done:
        ret

; All data segments as large as in real mode, whatever the caller had made of them. Intel SDM Vol. 3A, "Switching Back
; to Real-Address Mode".
reset_limits:
        mov al, 6
        call bites_once
        jc .again
        bites "int.reset_limits"
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

; What each service answers, and so must keep: its interrupt, AH (FFh: any), and registers.
answers:
        db 0x13, 0x08
        dw INT_CLOBBER_BX | INT_CLOBBER_CX | INT_CLOBBER_DX | INT_CLOBBER_DI | INT_CLOBBER_ES
        db 0x13, 0x41
        dw INT_CLOBBER_BX | INT_CLOBBER_CX
        db 0x13, 0xFF
        dw 0
        db 0x10, 0x0E
        dw INT_CLOBBER_AL
        db 0x10, 0x4F
        dw INT_CLOBBER_AL
        db 0x10, 0x11
        dw INT_CLOBBER_BP | INT_CLOBBER_CX | INT_CLOBBER_DX | INT_CLOBBER_ES
        db 0x15, 0xE8
        dw INT_CLOBBER_AL | INT_CLOBBER_BX | INT_CLOBBER_CX | INT_CLOBBER_DX | INT_CLOBBER_HI32
        db 0x15, 0xFF
        dw INT_CLOBBER_AL
        db 0x1A, 0xFF
        dw INT_CLOBBER_CX | INT_CLOBBER_DX | INT_CLOBBER_AL
        db 0xFF, 0xFF
        dw INT_CLOBBER_AL | INT_CLOBBER_BX | INT_CLOBBER_CX | INT_CLOBBER_DX

; EAX = what of the scenario's registers may go.
registers_to_spoil:
        mov bx, answers - 4
        mov cl, [caller(number)]
        mov ch, [State.function]
.next:
        add bx, 4
        cmp byte [cs:bx], 0xFF
        je .found
        cmp cl, [cs:bx]
        jne .next
        cmp byte [cs:bx + 1], 0xFF
        je .found
        cmp ch, [cs:bx + 1]
        jne .next
.found:
        movzx ebx, word [cs:bx + 2]
        not ebx
        mov eax, [config(int_clobber)]
        and eax, ebx
        ret

; spoil_register BX, ebx
%macro spoil_register 2
        test eax, INT_CLOBBER_%1
        jz %%keep
        mov word [caller(%2)], 0xBAD0 + %1_JUNK
%%keep:
%endmacro

BX_JUNK equ 1
CX_JUNK equ 2
DX_JUNK equ 3
SI_JUNK equ 4
DI_JUNK equ 5
BP_JUNK equ 6
DS_JUNK equ 7
ES_JUNK equ 8
FS_JUNK equ 9
GS_JUNK equ 10

spoil_registers:
        call registers_to_spoil
        test eax, eax
        jz .done
        spoil_register BX, ebx
        spoil_register CX, ecx
        spoil_register DX, edx
        spoil_register SI, esi
        spoil_register DI, edi
        spoil_register BP, ebp
        spoil_register DS, ds
        spoil_register ES, es
        spoil_register FS, fs
        spoil_register GS, gs
        test eax, INT_CLOBBER_AL
        jz .halves
        mov byte [caller_al], 0xA1
.halves:
        test eax, INT_CLOBBER_HI32
        jz .log
        mov dx, 0xD00F
        mov [caller(eax) + 2], dx
        mov [caller(ebx) + 2], dx
        mov [caller(ecx) + 2], dx
        mov [caller(edx) + 2], dx
        mov [caller(esi) + 2], dx
        mov [caller(edi) + 2], dx
        mov [caller(ebp) + 2], dx
.log:
        mov al, 7
        call bites_once
        jc .done
        bites "int.clobber"
.done:
        ret
