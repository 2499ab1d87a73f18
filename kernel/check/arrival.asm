; The first instructions of the other processors, which save the state as kernel/entry.asm does for the boot processor.
; docs/boot-info.md, "All processors".
;
; Before: the state that docs/boot-info.md promises; RDI points at the processor's structure.
; After:  processor_arrived(structure, EntryState of kernel/entry_state.hpp, on this processor's stack).

        bits 64
        default rel

        global processor_entry
        extern processor_arrived

        section .text
processor_entry:
        push rsp
        pushfq
        push 2
        popfq
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
        mov rsi, rsp
        sub rsp, 8                      ; for the ABI: aligned before the CALL if it was as promised
        call processor_arrived          ; does not return
