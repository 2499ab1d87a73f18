; SPDX-License-Identifier: BSD-2-Clause
; The code of the start page: a processor's way from real mode to the kernel. Runs from a copy, at any page below 1 MiB.
; Intel SDM Vol. 3A, "Initializing IA-32e Mode" (9.8.5; 10.8.5 in newer editions).
;
; Before: real mode, CS = the page's number << 8, IP = 0, as a start-up IPI leaves it; or start_page_enter (below).
; After:  the kernel's code at Waiting::start in 64-bit mode, with the registers of start_page::Environment; RDI = the
;         structure; RSP points at a return address of 0, and RSP + 8 is a multiple of 16; all other general registers 0;
;         RFLAGS 2; no LDT.

%include "constants.inc"

        global start_page_code
        global start_page_enter
        global start_page_entry_32
        global start_page_entry_64
        global start_page_code_end

        section .text
        bits 16
start_page_code:
        cli
        cld
        xor ebx, ebx
        mov bx, cs
        shl ebx, 4                      ; EBX: the page
        mov ax, cs
        mov ds, ax
        o32 lgdt [START_PAGE_GDT_POINTER]
        mov eax, 0x11                   ; PE, ET; clears CD and NW, which an INIT sets: the caches work from here on
        mov cr0, eax
        jmp far dword [START_PAGE_ENTRY_32]

        bits 32
start_page_entry_32:
        mov eax, SELECTOR_DATA32
        mov ds, eax
        mov es, eax
        mov fs, eax
        mov gs, eax
        mov ss, eax
        mov esp, [ebx + START_PAGE_STACK_TOP]
        call [ebx + START_PAGE_ARRIVES]
        jmp switch

; The boot processor enters here, in flat 32-bit mode, with EBX = the page. The loader's stack held random numbers.
start_page_enter:
        cld
        xor eax, eax
        mov edi, STACK_BOTTOM
        mov ecx, (STACK_TOP - STACK_BOTTOM) / 4
        rep stosd
        lgdt [ebx + START_PAGE_GDT_POINTER]

; The order of the manual; longmode/enter.asm explains it.
switch:
        mov eax, [ebx + START_PAGE_CR4]
        mov cr4, eax
        mov eax, [ebx + START_PAGE_SWITCH_ROOT]
        mov cr3, eax
        mov ecx, EFER_REGISTER
        mov eax, [ebx + START_PAGE_EFER]
        xor edx, edx
        wrmsr
        mov eax, [ebx + START_PAGE_PAGE_ATTRIBUTES]
        mov edx, [ebx + START_PAGE_PAGE_ATTRIBUTES + 4]
        test eax, eax
        jz .without_page_attributes
        mov ecx, PAGE_ATTRIBUTES_REGISTER
        wrmsr
.without_page_attributes:
        mov eax, [ebx + START_PAGE_CR0]
        mov cr0, eax
        jmp far [ebx + START_PAGE_ENTRY_64]

        bits 64
        default rel
start_page_entry_64:
        mov ebx, ebx                    ; the upper halves are undefined after the switch
        mov rdi, [rbx + START_PAGE_STRUCTURE]
        mov rsi, [rbx + START_PAGE_RDI_MASK]
        lgdt [rbx + START_PAGE_GDT]
        xor eax, eax
        lldt ax
        mov ax, [rbx + START_PAGE_TASK_SELECTOR]
        test eax, eax
        jz .without_task
        mov rdx, [rbx + START_PAGE_GDT + 2]
        and byte [rdx + rax + 5], ~2 & 0xFF     ; not busy: LTR raises an exception for a busy task
        ltr ax
.without_task:
        mov rax, [rbx + START_PAGE_PAGE]
        mov dword [rbx + START_PAGE_WAITING], 1 ; from here on the next processor may come, and use the same task
        mov rbx, rax                    ; the page at the kernel's address, and the code there
        lea rcx, [rax + in_kernels_space - start_page_code]
        jmp rcx
in_kernels_space:
        mov ecx, [rbx + START_PAGE_PAGE_TABLE_ROOT]
        mov cr3, rcx                    ; without the lower half
        lidt [rbx + START_PAGE_IDT]
        movzx eax, word [rbx + START_PAGE_DATA_SELECTOR]
        mov ds, eax
        mov es, eax
        mov fs, eax
        mov gs, eax
        mov ss, eax
        mov rsp, [rdi + WAITING_STACK_TOP]
        movzx eax, word [rbx + START_PAGE_CODE_SELECTOR]
        push rax
        lea rax, [.wait]
        push rax
        o64 retf
.wait:
        mov rax, [rdi + WAITING_START]
        test rax, rax
        jnz .start
        pause
        jmp .wait
.start:
        mov cr3, rcx                    ; the kernel may have changed its tables
        push qword 0                    ; the return address
        push rax                        ; for RET
        push qword 2                    ; RFLAGS: all flags clear; bit 1 is always 1
        and rdi, rsi
        xor eax, eax
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
        popfq                           ; last, because XOR changes flags
        ret
start_page_code_end:
