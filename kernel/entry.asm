; SPDX-License-Identifier: BSD-2-Clause
; Contains the kernel's first instructions, which save the machine's state before compiled code changes it, and call
; C++.
; docs/boot-info.md, "State of the machine".
;
; Before: the state that docs/boot-info.md promises; RDI points at the boot information.
; After:  kernel_main runs on the loader's stack, with RDI, RSP and the stack as the loader left them. entry_state holds
;         everything as it was. RFLAGS is not changed before it is written down: MOV and LEA leave it alone.

%include "kernel/entry_state.inc"

        bits 64
        default rel

        global kernel_entry
        global entry_state
        extern kernel_main

        section .text
kernel_entry:
%ifdef BREAK_kernel
        xchg bx, bx                     ; Bochs stops here (magic breakpoint)
%endif
        mov [entry_state.rsp], rsp
        lea rsp, [entry_state.rsp]      ; pushing writes the state, last member first: EntryState in entry_state.hpp
        push_entry_state
        mov rsp, [entry_state.rsp]
        jmp kernel_main                 ; a jump: the loader's return address, 0, stays on top of the stack

        section .bss align=16
entry_state:
        resq 27
.rsp:
        resq 1
