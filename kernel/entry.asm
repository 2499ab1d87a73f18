; Contains the kernel's first instructions, which save the machine's state before compiled code changes it, and call
; C++.
; docs/boot-info.md, "State of the machine".
;
; Before: the state that docs/boot-info.md promises; RDI points at the boot information.
; After:  kernel_main runs on the loader's stack, with RDI, RSP and the stack as the loader left them. entry_state holds
;         everything as it was. RFLAGS is not changed before it is written down: MOV and LEA leave it alone.

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
        pushfq
        push 2                          ; if flags were not as promised, that is a line of the report and not its end:
        popfq                           ; C++ relies on DF, IRET on NT, and nobody could answer an interrupt
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

        mov eax, cs
        push rax
        mov eax, ss
        push rax
        mov eax, ds
        push rax
        mov eax, es
        push rax
        mov eax, fs
        push rax
        mov eax, gs
        push rax
        str eax
        push rax

        sub rsp, 16                     ; limit in the last two of the first eight bytes, base in the next eight
        sgdt [rsp + 6]
        sub rsp, 16
        sidt [rsp + 6]

        mov rsp, [entry_state.rsp]
        jmp kernel_main                 ; a jump: the loader's return address, 0, stays on top of the stack

        section .bss align=16
entry_state:
        resq 27
.rsp:
        resq 1
