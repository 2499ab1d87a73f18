; SPDX-License-Identifier: BSD-2-Clause
; Contains the entry of the test kernels: it stores the state of the machine before anything changes it, and calls C++.
;
; Before: the state of "Machine state" in Multiboot 0.6.96 (3.2) and Multiboot2 2.0 (3.3), which the checks verify.
; ESP may be anything there, and a relocatable kernel does not know its address. So the first CALL uses the last vector
; of the real-mode table as its stack and restores it.
; After: flat segments as found, DF = 0, a stack of its own. It never returns.

LAST_VECTOR     equ 0x3FC
STACK_SIZE      equ 32 << 10

        extern relocate, run, wrong_entry_taken
        global entry, wrong_entry, entry_state

%macro store_segment 1
        mov eax, %1
        movzx eax, ax
        stosd
        xor ecx, ecx
        lsl ecx, eax                    ; leaves zero for a selector without a descriptor
        mov [edi], ecx
        xor ecx, ecx
        lar ecx, eax
        mov [edi + 4], ecx
        add edi, 8
%endmacro

        bits 32
        section .entry progbits alloc exec write align=16
entry:
        mov ebp, esp
        mov edx, [LAST_VECTOR]
        mov esp, LAST_VECTOR + 4
        call .here
.here:
        pop edi
        mov [LAST_VECTOR], edx
        lea edi, [edi + entry_state - .here]
        lea esp, [edi + stack_top - entry_state]
        pushfd
        cld
        stosd
        mov eax, ebx
        stosd
        mov eax, ebp
        stosd
        pop eax
        stosd
        mov eax, cr0
        stosd
        mov eax, cr4
        stosd
        store_segment cs
        store_segment ds
        store_segment es
        store_segment fs
        store_segment gs
        store_segment ss
        sgdt [edi]
        add edi, 8
        in al, 0x21
        stosb
        in al, 0xA1
        stosb
        inc edi
        inc edi
        xor esi, esi
        mov ecx, 0x500 / 4
        rep movsd                       ; interrupt vectors and BIOS data area
        call relocate
        call run
.rest:
        cli
        hlt
        jmp .rest

; The entry of the ELF header where the kludge's must be taken.
wrong_entry:
        mov esp, stack_top
        call wrong_entry_taken
        jmp entry.rest

; The layout is that of EntryState in answer.hpp.
        align 4
entry_state:
        times 6 dd 0
        times 6 * 3 dd 0
        dd 0, 0, 0
        times 0x500 db 0

        align 16
        times STACK_SIZE db 0
stack_top:
