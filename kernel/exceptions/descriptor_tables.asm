; SPDX-License-Identifier: BSD-2-Clause
; Loads new descriptor tables and reloads all segment registers. Intel SDM Vol. 2, "LGDT/LIDT", "LTR".
;
; void load_descriptor_tables(register* gdt, register* idt, code, data, task): RDI, RSI, RDX, RCX, R8
; Before: interrupts off; both tables and the task state segment are complete.
; After:  every segment register holds one of the new selectors. RAX is changed.

        bits 64
        default rel

        global load_descriptor_tables

        section .text
load_descriptor_tables:
        lgdt [rdi]
        push rdx
        lea rax, [.in_new_segment]
        push rax
        retfq                           ; the only way to load CS: a far return to the next line
.in_new_segment:
        mov ds, ecx
        mov es, ecx
        mov ss, ecx
        mov fs, ecx
        mov gs, ecx
        ltr r8w
        lidt [rsi]
        ret
