; SPDX-License-Identifier: BSD-2-Clause
; Contains the entries of the probe kernel: each stores the state of its processor before C can change it.
;
; The layout of the stored state is that of `struct state` in state.h. Addresses are relative to RIP, so that they hold
; wherever the loader has put the image.

RSP_AT          equ 120
RFLAGS_AT       equ 128
CR0_AT          equ 136
CR3_AT          equ 144
CR4_AT          equ 152
GDTR_AT         equ 160
IDTR_AT         equ 176
LDTR_AT         equ 192
TR_AT           equ 194
SEGMENTS_AT     equ 196
RETURN_AT       equ 208
ARGUMENT        equ 24                  ; mp_info.extra_argument

        bits 64
        default rel
        extern boot_state, probe_main, probe_ap, probe_wrong_entry, probe_fault
        global probe_entry, probe_ap_entry, wrong_entry, fault_vectors

%macro store_registers 1
        mov [%1 + 0], rax
        mov [%1 + 8], rbx
        mov [%1 + 16], rcx
        mov [%1 + 24], rdx
        mov [%1 + 32], rsi
        mov [%1 + 40], rdi
        mov [%1 + 48], rbp
        mov [%1 + 56], r8
        mov [%1 + 64], r9
        mov [%1 + 72], r10
        mov [%1 + 80], r11
        mov [%1 + 88], r12
        mov [%1 + 96], r13
        mov [%1 + 104], r14
        mov [%1 + 112], r15
%endmacro

; Clobbers RAX.
%macro store_rest 1
        mov rax, cr0
        mov [%1 + CR0_AT], rax
        mov rax, cr3
        mov [%1 + CR3_AT], rax
        mov rax, cr4
        mov [%1 + CR4_AT], rax
        sgdt [%1 + GDTR_AT]
        sidt [%1 + IDTR_AT]
        sldt [%1 + LDTR_AT]
        str [%1 + TR_AT]
        mov [%1 + SEGMENTS_AT], cs
        mov [%1 + SEGMENTS_AT + 2], ds
        mov [%1 + SEGMENTS_AT + 4], es
        mov [%1 + SEGMENTS_AT + 6], fs
        mov [%1 + SEGMENTS_AT + 8], gs
        mov [%1 + SEGMENTS_AT + 10], ss
        mov rax, [rsp]
        mov [%1 + RETURN_AT], rax
%endmacro

        section .text.entry progbits alloc exec nowrite align=16
; The boot processor. Nothing may be pushed before RSP and the flags are stored.
probe_entry:
        mov [boot_state + RSP_AT], rsp
        store_registers boot_state
        pushfq                          ; below the return address, which stays
        pop rax
        mov [boot_state + RFLAGS_AT], rax
        store_rest boot_state
        call probe_main
        jmp stop

; Another processor: RDI is its structure, whose extra_argument is the place of its state. RBX is needed to hold that,
; so it is kept first, on the stack below the return address.
probe_ap_entry:
        push rbx
        mov rbx, [rdi + ARGUMENT]
        store_registers rbx
        pop rax
        mov [rbx + 8], rax
        mov [rbx + RSP_AT], rsp
        pushfq
        pop rax
        mov [rbx + RFLAGS_AT], rax
        store_rest rbx
        mov rsi, rbx
        call probe_ap
stop:
        cli
        hlt
        jmp stop

; The entry point of the ELF header; the request for another one must win.
wrong_entry:
        lea rsp, [fallback_stack_top]
        call probe_wrong_entry
        jmp stop

%macro vector 1
        align 16
%if %1 != 8 && (%1 < 10 || %1 > 14) && %1 != 17 && %1 != 21 && %1 != 29 && %1 != 30
        push qword 0                    ; in place of an error code
%endif
        push qword %1
        jmp fault
%endmacro

        align 16
fault_vectors:
%assign number 0
%rep 32
        vector number
%assign number number + 1
%endrep

fault:
        mov rdi, rsp
        and rsp, -16
        call probe_fault
        jmp stop

        section .bss
        alignb 16
        resb 8192
fallback_stack_top:
