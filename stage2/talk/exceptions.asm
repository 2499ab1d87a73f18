; SPDX-License-Identifier: BSD-2-Clause
; The processor's exceptions in protected mode: 32 entry points with one common handler in C++.
; Intel SDM Vol. 3A, "Protected-Mode Exceptions and Interrupts" (6.3), "Error Code" (6.13).

%include "constants.inc"

        extern report_exception
        global exception_entries

        bits 32
        section .text

; These exceptions push an error code; the other entries push a zero, so that all frames have the same layout.
%define has_error_code(vector) (EXCEPTIONS_WITH_ERROR_CODE >> (vector) & 1)

%assign vector 0
%rep EXCEPTION_COUNT
        align EXCEPTION_ENTRY_SIZE
%if vector == 0
exception_entries:
%endif
%if !has_error_code(vector)
        push byte 0
%endif
        push byte vector
        jmp near report
%assign vector vector + 1
%endrep

report:
        pushad                          ; Frame in exception_frame.hpp, from its end to its beginning
        cld
        mov eax, esp                    ; -mregparm=3: the first argument
        call report_exception           ; does not return
