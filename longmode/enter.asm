; The switch to 64-bit mode, in the manual's order.
; Intel SDM Vol. 3A, "Initializing IA-32e Mode" (9.8.5; 10.8.5 in newer editions).
;
; Before: flat 32-bit protected mode, interrupts and paging off, `handover` filled in (longmode/enter.hpp).
; After:  the kernel's first instruction in 64-bit mode: RDI = boot information, every other general register 0 but RSP,
;         which points at a return address of 0, so that RSP + 8 is a multiple of 16; DS, ES, FS, GS, SS null; RFLAGS 2;
;         an IDT that reports exceptions (longmode/fault_report/), a task register for the stack of these reports.
;
; Code and data here share one page, which the page tables map where it lies.
;
; An NMI may come at any moment. An IDT holds gates of 8 bytes before paging is on and of 16 bytes afterwards, and no
; instruction changes both at once. So the switch has an IDT of its own that is right either way: seen with gates of 8
; bytes, vector 2 is stage 2's, and with gates of 16 bytes it is the reporter's.

%include "constants.inc"

        global enter_long_mode
        global handover

        section .switch
handover:       times HANDOVER_SIZE db 0

        align 8
switch_idt:     times NMI * 16 + 16 db 0
switch_idtr:    dw 0
                dd 0

        bits 32
enter_long_mode:
        cld
        xor eax, eax                    ; the stack holds the numbers that the kernel's random places were made of
        mov edi, STACK_BOTTOM
        mov ecx, (STACK_TOP - STACK_BOTTOM) / 4
        rep stosd

        sidt [switch_idtr]
        mov esi, [switch_idtr + 2]      ; the gate of stage 2
        add esi, NMI * 8
        mov edi, switch_idt + NMI * 8
        movsd
        movsd
        mov esi, handover + HANDOVER_INTERRUPT
        mov edi, switch_idt + NMI * 16
        mov cl, 4
        rep movsd
        mov word [switch_idtr], NMI * 16 + 15
        mov dword [switch_idtr + 2], switch_idt

        mov eax, [handover + HANDOVER_CR4]
        mov cr4, eax                    ; 1. PAE; five levels, too, can only be chosen while paging is off

        mov eax, [handover + HANDOVER_PAGE_TABLE_ROOT]
        mov cr3, eax                    ; 2. the top-level table

        mov ecx, EFER_REGISTER          ; 3. long mode enabled, and no-execute where there is one; all else cleared
        mov eax, [handover + HANDOVER_EFER]
        xor edx, edx
        wrmsr

        mov eax, [handover + HANDOVER_PAGE_ATTRIBUTES]
        mov edx, [handover + HANDOVER_PAGE_ATTRIBUTES + 4]
        test eax, eax
        jz .without_page_attributes
        mov ecx, PAGE_ATTRIBUTES_REGISTER   ; the types in use until now stay as they are: no cache needs flushing
        wrmsr
.without_page_attributes:

        mov eax, SELECTOR_TASK          ; a report in 64-bit mode finds its stack by the task register
        ltr ax
        lidt [switch_idtr]

        mov eax, cr0                    ; 4. paging on: long mode is active, in compatibility mode
        and eax, CR0_KEPT               ; some BIOSes leave alignment checks on, or caches off
        or eax, [handover + HANDOVER_CR0]
        mov cr0, eax

%ifdef BREAK_longmode
        xchg bx, bx                     ; Bochs stops here
%endif
        jmp SELECTOR_CODE64:.in_64_bits ; 5. the far jump: from here on the instruction set is another one

        bits 64
        default rel
.in_64_bits:
        lgdt [handover + HANDOVER_GDT]  ; the same table, at an address that stays mapped
        lidt [handover + HANDOVER_IDT]
        mov eax, SELECTOR_TASK          ; a task state segment of 64 bits, there as well
        ltr ax
        test dword [handover + HANDOVER_CR4], CR4_OSFXSR
        jz .without_sse
        fninit                          ; the BIOS may have left anything in both
        ldmxcsr [default_mxcsr]
.without_sse:
        xor eax, eax
        mov ds, eax
        mov es, eax
        mov fs, eax
        mov gs, eax
        mov ss, eax
        mov rsp, [handover + HANDOVER_STACK_TOP]
        mov rdi, [handover + HANDOVER_BOOT_INFO]
        push rax                        ; the return address that kernel_main will not use
        push qword [handover + HANDOVER_ENTRY]
        push qword 2                    ; RFLAGS: everything off
        xor ebx, ebx
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
        popfq
        ret                             ; to the kernel's entry point

default_mxcsr:  dd 0x1F80               ; all exceptions masked, as after a reset
