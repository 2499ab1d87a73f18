; The switch to 64-bit mode, in the manual's order.
; Intel SDM Vol. 3A, "Initializing IA-32e Mode" (9.8.5; 10.8.5 in newer editions).
;
; Before: flat 32-bit protected mode, interrupts and paging off, `handover` filled in (longmode/enter.hpp).
; After:  the kernel's first instruction in 64-bit mode: RDI = boot information, every other general register 0 but RSP,
;         which points at a return address of 0, so that RSP + 8 is a multiple of 16; DS, ES, FS, GS, SS null; RFLAGS 2;
;         an IDT with no entries.
;
; Code and data here share one page, which the page tables map where it lies.

%include "constants.inc"

        global enter_long_mode
        global handover

        section .switch
handover:       times HANDOVER_SIZE db 0

        bits 32
enter_long_mode:
        mov eax, [handover + HANDOVER_CR4]
        mov cr4, eax                    ; 1. PAE; five levels, too, can only be chosen while paging is off

        mov eax, [handover + HANDOVER_PAGE_TABLE_ROOT]
        mov cr3, eax                    ; 2. the top-level table

        mov ecx, EFER_REGISTER          ; 3. long mode enabled, and no-execute where there is one
        rdmsr
        or eax, [handover + HANDOVER_EFER]
        wrmsr

        mov eax, [handover + HANDOVER_PAGE_ATTRIBUTES]
        mov edx, [handover + HANDOVER_PAGE_ATTRIBUTES + 4]
        test eax, eax
        jz .without_page_attributes
        mov ecx, PAGE_ATTRIBUTES_REGISTER   ; the types in use until now stay as they are: no cache needs flushing
        wrmsr
.without_page_attributes:

        mov eax, cr0                    ; 4. paging on: long mode is active, in compatibility mode
        and eax, CR0_KEPT               ; some BIOSes leave alignment checks on, or caches off
        or eax, CR0_SET
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
