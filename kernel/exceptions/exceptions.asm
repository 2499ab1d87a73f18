; SPDX-License-Identifier: BSD-2-Clause
; Contains the 32 entry points of the processor's exceptions, which all build the same stack frame, and the code that
; returns from an exception.
; Intel SDM Vol. 3A, "64-Bit Mode Stack Frame", "Error Code".

%include "constants.inc"                ; from include/x86/exceptions.hpp

        bits 64
        default rel

        global exception_entries
        extern exception_raised

; These vectors bring an error code; the others get a 0 in its place.
%define BRINGS_ERROR_CODE(vector) (EXCEPTIONS_WITH_ERROR_CODE >> (vector) & 1)

        section .text
%assign vector 0
%rep EXCEPTION_COUNT
entry_ %+ vector:
%if !BRINGS_ERROR_CODE(vector)
        push 0
%endif
        push vector
        jmp make_frame
%assign vector vector + 1
%endrep

; Before: the processor's frame, an error code and the vector are on the stack, which is aligned to 16 bytes.
; After:  returns to where exception_raised wants, with every register as it was, but for those it changed in the frame.
make_frame:
        push rax
        push rbx
        push rcx
        push rdx
        push rsi
        push rdi
        push rbp
        push r8
        push r9
        push r10
        push r11
        push r12
        push r13
        push r14
        push r15
        cld
        mov rdi, rsp                    ; Frame in exceptions.hpp
        call exception_raised
        pop r15
        pop r14
        pop r13
        pop r12
        pop r11
        pop r10
        pop r9
        pop r8
        pop rbp
        pop rdi
        pop rsi
        pop rdx
        pop rcx
        pop rbx
        pop rax
        add rsp, 16                     ; vector and error code
        iretq

        section .rodata align=8
exception_entries:
%assign vector 0
%rep EXCEPTION_COUNT
        dq entry_ %+ vector
%assign vector vector + 1
%endrep
