; SPDX-License-Identifier: BSD-2-Clause
; Executes one forbidden instruction each, after it has saved where to continue if the instruction faults.
;
; void provoke_…(address, Resume* resume): RDI, RSI
; Before: the handler of exceptions continues where `resume` says. Resume: { instruction, stack }, in provoke.cpp.
; After:  the instruction has run, or the handler has continued at .resumed. Changes RAX and no other register.

        bits 64
        default rel

        global provoke_read
        global provoke_write
        global provoke_execute

%macro note_the_way_back 0
        lea rax, [.resumed]
        mov [rsi], rax
        mov [rsi + 8], rsp
%endmacro

        section .text
provoke_read:
        note_the_way_back
        mov al, [rdi]
.resumed:
        ret

provoke_write:
        note_the_way_back
        lock or byte [rdi], 0           ; a write that changes nothing
.resumed:
        ret

provoke_execute:
        note_the_way_back
        call rdi
.resumed:
        ret
