; The switch to 64-bit mode, in the manual's order.
; Intel SDM Vol. 3A, "Initializing IA-32e Mode" (9.8.5; 10.8.5 in newer editions).
;
; Before: flat 32-bit protected mode, interrupts and paging off, `handover` filled in (longmode/enter.hpp).
; After:  the kernel's first instruction in 64-bit mode: RDI = boot information, every other general register 0 but RSP,
;         which points at a return address of 0, so that RSP + 8 is a multiple of 16; DS, ES, FS, GS, SS null; RFLAGS 2;
;         an IDT that reports exceptions (longmode/fault_report/), a task register for the stack of these reports.
;
; Code and data here share one page, which the page tables map at its own address: the instruction behind the one that
; turns paging on is fetched through them.
;
; Interrupts are off, but an NMI may come at any moment. An IDT holds gates of 8 bytes before paging is on and of 16
; bytes afterwards, and no instruction changes both at once ("IA-32e Mode Interrupts and Exceptions", 9.8.5.2). So the
; switch has an IDT of its own that is right either way: seen with gates of 8 bytes, vector 2 is stage 2's, and with
; gates of 16 bytes it is the reporter's.

%include "constants.inc"

        global enter_long_mode
        global handover

        section .switch
handover:       times HANDOVER_SIZE db 0

        align 8
switch_idt:     times NMI * 16 + 16 db 0
switch_idtr:    dw 0                    ; limit
                dd 0                    ; base: what SIDT stores and LIDT loads outside of 64-bit mode

        bits 32
enter_long_mode:
        cld                             ; the string instructions below count up
        xor eax, eax                    ; the stack holds the numbers that the kernel's random places were made of;
        mov edi, STACK_BOTTOM           ; this function does not return, and needs nothing of it
        mov ecx, (STACK_TOP - STACK_BOTTOM) / 4
        rep stosd

; The IDT of the switch: two gates for the NMI, copied from stage 2's IDT and from `handover`.
        sidt [switch_idtr]
        mov esi, [switch_idtr + 2]      ; the base of stage 2's IDT
        add esi, NMI * 8                ; its gate, 8 bytes
        mov edi, switch_idt + NMI * 8
        movsd
        movsd
        mov esi, handover + HANDOVER_INTERRUPT  ; the reporter's gate, 16 bytes
        mov edi, switch_idt + NMI * 16
        mov cl, 4                       ; ECX has been 0 since `rep stosd`
        rep movsd
        mov word [switch_idtr], NMI * 16 + 15   ; the last byte of the reporter's gate
        mov dword [switch_idtr + 2], switch_idt

; 1. Page tables with 64-bit entries (CR4.PAE). Left out, step 4 is a general protection exception. Five levels (LA57)
;    have to be chosen here, too: in long mode that bit cannot change ("Control Registers", 2.5).
        mov eax, [handover + HANDOVER_CR4]
        mov cr4, eax

; 2. The physical address of the top-level table, below 4 GiB, as this MOV has 32 bits. Left out, the first fetch
;    behind step 4 goes through whatever CR3 holds, and ends in a triple fault.
        mov eax, [handover + HANDOVER_PAGE_TABLE_ROOT]
        mov cr3, eax

; 3. Long mode enabled (EFER.LME; "Extended Feature Enable Register", 2.2.1), which cannot change while paging is on.
;    Left out, step 4 turns on the paging of 32-bit mode. NXE, where the processor has it, makes bit 63 of an entry mean
;    no-execute: left out, that bit is reserved, and each use of such an entry a page fault. All else is cleared.
        mov ecx, EFER_REGISTER
        mov eax, [handover + HANDOVER_EFER]
        xor edx, edx                    ; WRMSR takes EDX:EAX
        wrmsr

;    The page attribute table ("Page Attribute Table (PAT)", 11.12) gets write combining, for a framebuffer. Left out,
;    the screen works, but slowly.
        mov eax, [handover + HANDOVER_PAGE_ATTRIBUTES]
        mov edx, [handover + HANDOVER_PAGE_ATTRIBUTES + 4]
        test eax, eax
        jz .without_page_attributes     ; the processor has none, and WRMSR would be an exception
        mov ecx, PAGE_ATTRIBUTES_REGISTER       ; the types in use until now stay as they are: no cache needs flushing
        wrmsr
.without_page_attributes:

;    A report in 64-bit mode finds its stack by the task register, so both are loaded ahead of paging: in 32-bit mode
;    LTR takes the descriptor's first half for that of a 32-bit task.
        mov eax, SELECTOR_TASK
        ltr ax
        lidt [switch_idtr]

; 4. Paging on: the processor sets EFER.LMA, and long mode is active. CS is still that of 32-bit code, so this is
;    compatibility mode: 32-bit instructions with 64-bit page tables. WP comes along: left out, read-only pages do not
;    bind the kernel.
        mov eax, cr0
        and eax, CR0_KEPT               ; some BIOSes leave alignment checks on, or caches off
        or eax, [handover + HANDOVER_CR0]
        mov cr0, eax

%ifdef BREAK_longmode
        xchg bx, bx                     ; Bochs stops here
%endif
; 5. The far jump: CS gets a descriptor with L = 1, and from here on the instruction set is another one. The GDT is read
;    through the page tables, so it lies in this page, too. Left out, what follows runs as 32-bit code, in which 48h,
;    the prefix for 64-bit operands, is DEC EAX.
        jmp SELECTOR_CODE64:.in_64_bits

        bits 64
        default rel                     ; addresses count from RIP
.in_64_bits:

; The same tables in the direct map, where they stay mapped: a 32-bit LGDT could not load such an address. CS keeps the
; descriptor that the far jump has read. The task's descriptor is a copy that no LTR has marked busy: a busy one is an
; exception.
        lgdt [handover + HANDOVER_GDT]
        lidt [handover + HANDOVER_IDT]  ; from here on each exception is reported
        mov eax, SELECTOR_TASK
        ltr ax

        test dword [handover + HANDOVER_CR4], CR4_OSFXSR
        jz .without_sse
        fninit                          ; the BIOS may have left anything in both, such as an exception that waits
        ldmxcsr [default_mxcsr]
.without_sse:

; Null selectors: 64-bit mode ignores the bases of DS, ES and SS, and ring 0 may have a null SS. FS and GS keep
; the base 0 of the flat segment that they held.
        xor eax, eax
        mov ds, eax
        mov es, eax
        mov fs, eax
        mov gs, eax
        mov ss, eax

; The rest of what docs/boot-info.md promises to the kernel. The loader's stack is no longer mapped at its address.
        mov rsp, [handover + HANDOVER_STACK_TOP]
        mov rdi, [handover + HANDOVER_BOOT_INFO]
        push rax                        ; 0: the return address that kernel_main will not use
        push qword [handover + HANDOVER_ENTRY]  ; for RET
        push qword 2                    ; RFLAGS: everything off; bit 1 is always 1
        xor ebx, ebx                    ; a write to a 32-bit register clears the upper half, too
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
        ret                             ; to the kernel's entry point: a jump that needs no register

default_mxcsr:  dd 0x1F80               ; all exceptions masked, as after a reset
