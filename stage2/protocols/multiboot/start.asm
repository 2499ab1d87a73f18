; SPDX-License-Identifier: BSD-2-Clause
; Moves a kernel's parts to their addresses and enters it. Runs from a copy, at any address.
; Multiboot Specification 0.6.96, "Machine state"; Multiboot2 Specification 2.0, "I386 machine state".
;
; Before: EAX = multiboot::Start (-mregparm=3), flat 32-bit mode, interrupts off. The moves may overwrite the stack.
; After:  EAX = magic number, EBX = boot information, the other registers 0, ESP = the end of a free stack.

%include "constants.inc"

        global multiboot_start_code
        global multiboot_start_code_end

CODE equ 0x10                           ; selectors of Start::gdt
DATA equ 0x18

        section .text
        bits 32
multiboot_start_code:
        mov ebp, eax
        cld
        lea ebx, [ebp + MULTIBOOT_START_MOVES]
        mov edx, [ebp + MULTIBOOT_START_MOVE_COUNT]
.move:
        sub edx, 1
        jb .moved
        mov edi, [ebx]                  ; to, from, size
        mov esi, [ebx + 4]
        mov ecx, [ebx + 8]
        add ebx, 12
        shr ecx, 2
        test esi, esi
        jz .clear
        rep movsd
        mov ecx, [ebx - 4]
        and ecx, 3
        rep movsb
        jmp .move
.clear:
        xor eax, eax
        rep stosd
        mov ecx, [ebx - 4]
        and ecx, 3
        rep stosb
        jmp .move

.moved:
        mov esp, [ebp + MULTIBOOT_START_STACK]
        lgdt [ebp + MULTIBOOT_START_GDT_POINTER]
        lidt [ebp + MULTIBOOT_START_IDT_POINTER]
        mov eax, DATA
        mov ds, eax
        mov es, eax
        mov fs, eax
        mov gs, eax
        mov ss, eax
        push dword 2                    ; flags: all clear but the one that is always set
        popfd
        push dword CODE
        push dword [ebp + MULTIBOOT_START_ENTRY]
        mov eax, [ebp + MULTIBOOT_START_MAGIC]
        mov ebx, [ebp + MULTIBOOT_START_INFORMATION]
        xor ecx, ecx
        xor edx, edx
        xor esi, esi
        xor edi, edi
        mov ebp, ecx
        retf                            ; to CODE:entry
multiboot_start_code_end:
