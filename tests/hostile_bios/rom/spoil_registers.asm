; SPDX-License-Identifier: BSD-2-Clause
; Fills the registers that are not part of an answer with junk.

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
        bites_once "int.clobber"
.done:
        ret
