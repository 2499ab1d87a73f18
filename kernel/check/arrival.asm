; SPDX-License-Identifier: BSD-2-Clause
; The first instructions of the other processors, which save the state as kernel/entry.asm does for the boot processor.
; docs/boot-info.md, "All processors".
;
; Before: the state that docs/boot-info.md promises; RDI points at the processor's structure.
; After:  processor_arrived(structure, EntryState of kernel/entry_state.hpp, on this processor's stack).

%include "kernel/entry_state.inc"

        bits 64
        default rel

        global processor_entry
        extern processor_arrived

        section .text
processor_entry:
        push rsp
        push_entry_state
        mov rsi, rsp
        sub rsp, 8                      ; for the ABI: aligned before the CALL if it was as promised
        call processor_arrived          ; does not return
