; SPDX-License-Identifier: BSD-2-Clause
; Changes INT 15h, the system services: the size of memory, and the announcement of long mode.
; Ralf Brown's Interrupt List, INT 15h AX=E801h, AH=88h; AMD, "Detect Target Operating Mode Callback" (AX=EC00h).

SMAP            equ 0x534D4150
UNSUPPORTED     equ 0x86

int15:
        mov ax, [caller(eax)]
        cmp ax, 0xE820
        je e820
        cmp ax, 0xE801
        je e801
        cmp ah, 0x88
        je size_88
        cmp ah, 0x24
        je gate_service
        cmp ah, 0x86
        je wait_service
        cmp ax, 0xEC00
        je long_mode
        jmp call_old

; AX=E801h: KiB from 1 to 16 MiB in AX and CX, 64 KiB above in BX and DX.
e801:
        mov al, [config(mem_e801)]
        cmp al, MEM_E801_UNSUPPORTED
        je .unsupported
        call call_old
        cmp byte [config(mem_e801)], MEM_E801_CXDX
        je .zero
        cmp byte [config(mem_e801)], MEM_E801_HOLE
        je .hole
        cmp byte [config(mem_e801)], MEM_E801_LIES
        je .lies
        ret
.unsupported:
        bites "mem.e801"
        fail_with UNSUPPORTED
        ret
.zero:
        bites "mem.e801"
        mov word [caller(eax)], 0
        mov word [caller(ebx)], 0
        ret
.hole:                                  ; from 15 to 16 MiB
        bites "mem.e801"
        mov word [caller(eax)], 14 * 1024
        mov word [caller(ecx)], 14 * 1024
        ret
.lies:                                  ; nearly 4 GiB
        bites "mem.e801"
        mov word [caller(ebx)], 0xFE00
        mov word [caller(edx)], 0xFE00
        ret

; AH=88h: KiB above 1 MiB.
size_88:
        mov al, [config(mem_88)]
        cmp al, MEM_88_UNSUPPORTED
        je .unsupported
        call call_old
        cmp byte [config(mem_88)], MEM_88_SAYS
        jne .done
        bites "mem.88"
        mov ax, [config(mem_88_number)]
        mov [caller(eax)], ax
        or byte [caller(flags)], CARRY  ; and does not know how to say that it succeeds
.done:
        ret
.unsupported:
        bites "mem.88"
        fail_with UNSUPPORTED
        ret

; AX=EC00h: the loader says which mode comes: 1 for legacy, 2 for long mode, 3 for both.
long_mode:
        say "EC00 "
        mov al, [bp + Frame.ebx]
        call log_hex8
        say 10
        call check_canaries
        call check_high_canaries
        cmp byte [config(misc_ec00)], MISC_EC00_CF1
        je .fails
        cmp byte [config(misc_ec00)], MISC_EC00_CLOBBER
        je .clobbers
        jmp call_old
.fails:
        bites "misc.ec00"
        fail_with UNSUPPORTED
        ret
.clobbers:
        bites "misc.ec00"
        mov eax, 0xEC00EC00
        mov [caller(ebx)], eax
        mov [caller(ecx)], eax
        mov [caller(edx)], eax
        mov [caller(esi)], eax
        mov [caller(edi)], eax
        mov [caller(ebp)], eax
        jmp succeed
