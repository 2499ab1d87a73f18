; SPDX-License-Identifier: BSD-2-Clause
; The entry points of the 32 exceptions in 64-bit mode. Each CALL pushes an address that identifies the vector.
; Intel SDM Vol. 3A, "64-Bit Mode Stack Frame" (6.14.2).

%include "constants.inc"

        bits 64
        default rel
        extern report_fault
        global entries
        global facts

        section .facts
facts:  times FAULT_REPORT_FACTS db 0   ; stage 2 fills them in

        section .entries exec
entries:
        times 32 call save

save:
        push r15                        ; Frame in report.cpp, from its end to its beginning
        push r14
        push r13
        push r12
        push r11
        push r10
        push r9
        push r8
        push rbp
        push rdi
        push rsi
        push rdx
        push rcx
        push rbx
        push rax
        cld
        mov rdi, rsp
        and rsp, -16
        call report_fault               ; does not return
