; SPDX-License-Identifier: BSD-2-Clause
; The switch to 64-bit mode, in the manual's order.
; Intel SDM Vol. 3A, "Initializing IA-32e Mode" (9.8.5; 10.8.5 in newer editions).
;
; Before: flat 32-bit protected mode, interrupts and paging off, `handover` filled in (longmode/enter.hpp).
; After:  the kernel's first instruction in 64-bit mode: RDI = boot information; RSP points at a return address of 0,
;         and RSP + 8 is a multiple of 16; all other general registers 0; DS, ES, FS, GS, SS null; RFLAGS 2; an IDT that
;         reports exceptions (longmode/fault_report/); a task register with the stack for these reports.
;
; Code and data of this file share one page, which is identity-mapped, because the instruction after the one that
; enables paging is fetched through the page tables.
;
; Interrupts are off, but an NMI may come at any time. The gates of an IDT have 8 bytes before paging is enabled and 16
; bytes afterwards, and no instruction changes both at once ("IA-32e Mode Interrupts and Exceptions", 9.8.5.2). So the
; switch uses an IDT that is valid in both modes: with gates of 8 bytes, vector 2 is stage 2's handler, with gates of 16
; bytes it is the reporter.

%include "constants.inc"

        global enter_long_mode
        global handover

        section .switch
handover:       times HANDOVER_SIZE db 0

        align 8
switch_idt:     times NMI * 16 + 16 db 0
switch_idtr:    dw 0                    ; limit
                dd 0                    ; base, as SIDT stores and LIDT loads it outside 64-bit mode

        bits 32
enter_long_mode:
        cld                             ; the string instructions below ascend
        xor eax, eax                    ; clears the stack, because it holds the random numbers of the kernel's
        mov edi, STACK_BOTTOM           ; addresses; this function does not return and does not use it
        mov ecx, (STACK_TOP - STACK_BOTTOM) / 4
        rep stosd

; The IDT of the switch: two gates for the NMI, copied from stage 2's IDT and from `handover`.
        sidt [switch_idtr]
        mov esi, [switch_idtr + 2]      ; base of stage 2's IDT
        add esi, NMI * 8                ; its NMI gate, 8 bytes
        mov edi, switch_idt + NMI * 8
        movsd
        movsd
        mov esi, handover + HANDOVER_INTERRUPT  ; the reporter's NMI gate, 16 bytes
        mov edi, switch_idt + NMI * 16
        mov cl, 4                       ; ECX is 0 after `rep stosd`
        rep movsd
        mov word [switch_idtr], NMI * 16 + 15   ; the last byte of the reporter's gate
        mov dword [switch_idtr + 2], switch_idt

; 1. Page tables with 64-bit entries (CR4.PAE). Without it, step 4 raises a general protection exception. Five levels
;    (LA57) must be set here too: this bit cannot change in long mode ("Control Registers", 2.5).
        mov eax, [handover + HANDOVER_CR4]
        mov cr4, eax

; 2. The physical address of the top-level table, below 4 GiB, because this MOV has 32 bits. Without it, the first fetch
;    after step 4 uses an undefined CR3 and ends in a triple fault.
        mov eax, [handover + HANDOVER_PAGE_TABLE_ROOT]
        mov cr3, eax

; 3. Enable long mode (EFER.LME; "Extended Feature Enable Register", 2.2.1), which cannot change while paging is on.
;    Without it, step 4 enables 32-bit paging. NXE, if the processor has it, gives bit 63 of an entry the meaning
;    no-execute; without NXE the bit is reserved, and each use of such an entry is a page fault. The other bits are
;    cleared.
        mov ecx, EFER_REGISTER
        mov eax, [handover + HANDOVER_EFER]
        xor edx, edx                    ; WRMSR takes EDX:EAX
        wrmsr

;    The page attribute table ("Page Attribute Table (PAT)", 11.12) gets write combining, for a framebuffer. Without it,
;    the screen works, but slowly.
        mov eax, [handover + HANDOVER_PAGE_ATTRIBUTES]
        mov edx, [handover + HANDOVER_PAGE_ATTRIBUTES + 4]
        test eax, eax
        jz .without_page_attributes     ; the processor has no PAT, and WRMSR would be an exception
        mov ecx, PAGE_ATTRIBUTES_REGISTER       ; the entries used so far keep their types: no flush is needed
        wrmsr
.without_page_attributes:

;    Reports in 64-bit mode find their stack through the task register, so task register and IDTR are loaded before
;    paging is enabled. LTR in 32-bit mode takes the first half of the 64-bit descriptor for a 32-bit task's.
        mov eax, SELECTOR_TASK
        ltr ax
        lidt [switch_idtr]

; 4. Enable paging: the processor sets EFER.LMA, and long mode is active. CS is still a 32-bit code segment, so this is
;    compatibility mode: 32-bit instructions with 64-bit page tables. WP is set too: without it, the kernel could write
;    to read-only pages.
        mov eax, cr0
        and eax, CR0_KEPT               ; some BIOSes leave alignment checks enabled or caches disabled
        or eax, [handover + HANDOVER_CR0]
        mov cr0, eax

%ifdef BREAK_longmode
        xchg bx, bx                     ; Bochs stops here
%endif
; 5. The far jump: CS gets a descriptor with L = 1, which selects 64-bit instructions. The GDT is read through the page
;    tables, so it is in this page too. Without the jump, the code below would run as 32-bit code, in which 48h, the
;    prefix for 64-bit operands, is DEC EAX.
        jmp SELECTOR_CODE64:.in_64_bits

        bits 64
        default rel                     ; addresses are relative to RIP
.in_64_bits:

; The kernel's GDT and IDT are in the direct map, where they stay mapped; a 32-bit LGDT could not load such an address.
; CS keeps the descriptor that the far jump loaded. The task's descriptor is a copy that LTR has not marked busy: LTR
; raises an exception for a busy one.
        lgdt [handover + HANDOVER_GDT]
        lidt [handover + HANDOVER_IDT]  ; from here on all exceptions are reported
        mov eax, SELECTOR_TASK
        ltr ax

        test dword [handover + HANDOVER_CR4], CR4_OSFXSR
        jz .without_sse
        fninit                          ; x87 and SSE state are undefined, and may have a pending exception
        ldmxcsr [default_mxcsr]
.without_sse:

; Null selectors: 64-bit mode ignores the bases of DS, ES and SS, and ring 0 may have a null SS. FS and GS keep the base
; 0 of their previous flat segment.
        xor eax, eax
        mov ds, eax
        mov es, eax
        mov fs, eax
        mov gs, eax
        mov ss, eax

; The remaining guarantees of docs/boot-info.md. The loader's stack is no longer mapped at its address.
        mov rsp, [handover + HANDOVER_STACK_TOP]
        mov rdi, [handover + HANDOVER_BOOT_INFO]
        push rax                        ; 0: the return address, which kernel_main does not use
        push qword [handover + HANDOVER_ENTRY]  ; for RET
        push qword 2                    ; RFLAGS: all flags clear; bit 1 is always 1
        xor ebx, ebx                    ; a write to a 32-bit register clears the upper half
        xor ecx, ecx
        xor edx, edx
        xor esi, esi
        xor ebp, ebp
        xor r8d, r8d
        xor r9d, r9d
        xor r10d, r10d
        xor r11d, r11d
        xor r12d, r12d
        xor r13d, r13d
        xor r14d, r14d
        xor r15d, r15d
        popfq                           ; last, because XOR changes flags
        ret                             ; jumps to the kernel's entry point without using a register

default_mxcsr:  dd 0x1F80               ; all exceptions masked, as after a reset
