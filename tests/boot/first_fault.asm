; SPDX-License-Identifier: BSD-2-Clause
; Contains a kernel that faults before it has an IDT. The build chooses the fault (-DFAULT=…). Each register holds a
; number that the report must show. test_first_fault.py builds it.

        bits 64
        default rel

        section .note.farjump.wishes note align=4
        dd 8, 32, 2                     ; farjump::KernelNote
        db "farjump", 0
        dd WISHES, 0, 0, 0, 0, 0, 0, 0

        section .text
        global _start
_start:
%assign number 1
%macro load 1-*
%rep %0
        mov %1, 0x1111111111111111 * number
%assign number number + 1
%rotate 1
%endrep
%endmacro
        load rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15
        mov eax, 0xA
        FAULT
done:
        mov al, 0x10                    ; no fault: QEMU ends, and says so
        out 0xF4, al
        cli
        hlt
