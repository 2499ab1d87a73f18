; SPDX-License-Identifier: BSD-2-Clause
; From protected mode to a program in real mode, for ever.
; Intel SDM Vol. 3A, "Switching Back to Real-Address Mode" (9.9.2; 10.9.2 in newer editions).
;
;     extern "C" void start_in_real_mode(real_mode::Registers const* registers);
;
; Before: EAX = registers (-mregparm=3). Flat 32-bit mode, interrupts off; the 16-bit code segment of the GDT begins at
;         ANNEX_BASE.
; After:  the program runs with these registers, segment limits of 64 KiB and the interrupt vector table at 0.

%include "constants.inc"

        extern real_mode_offset         ; from ANNEX_BASE: annex.ld
        global start_in_real_mode

; In real mode, and in the 16-bit segment that leads there, CS is based at ANNEX_BASE.
%define near_offset(label) (real_mode_offset + ((label) - start_in_real_mode))

        section .real_mode
        bits 32
start_in_real_mode:
        mov esi, eax
        mov edi, registers
        mov ecx, START_REGISTERS_SIZE / 4
        rep movsd
        lidt [vector_table]
        jmp SELECTOR_CODE16:near_offset(.to_real)

        bits 16
.to_real:
        mov ax, SELECTOR_DATA16         ; 64 KiB limits, which real mode keeps
        mov ds, ax
        mov es, ax
        mov fs, ax
        mov gs, ax
        mov ss, ax
        mov eax, cr0
        and al, ~1                      ; PE
        mov cr0, eax
        jmp ANNEX_SEGMENT:near_offset(.real)

.real:
        mov ax, cs
        mov ds, ax
        mov si, near_offset(registers)
        mov ss, [si + START_REGISTERS_SS]
        mov sp, [si + START_REGISTERS_SP]       ; an interrupt cannot come between the two: they are off
        push word [si + START_REGISTERS_FLAGS]
        push word [si + START_REGISTERS_CS]
        push word [si + START_REGISTERS_IP]
        mov es, [si + START_REGISTERS_ES]
        mov fs, [si + START_REGISTERS_FS]
        mov gs, [si + START_REGISTERS_GS]
        mov eax, [si + START_REGISTERS_EAX]
        mov ebx, [si + START_REGISTERS_EBX]
        mov ecx, [si + START_REGISTERS_ECX]
        mov edx, [si + START_REGISTERS_EDX]
        mov edi, [si + START_REGISTERS_EDI]
        mov ebp, [si + START_REGISTERS_EBP]
        push word [si + START_REGISTERS_DS]
        mov esi, [si + START_REGISTERS_ESI]
        pop ds
        iret                            ; to CS:IP, with the flags

        align 4
registers:      times START_REGISTERS_SIZE db 0
vector_table:   dw 0x3FF                ; 256 entries of four bytes at 0
                dd 0
