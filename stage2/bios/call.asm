; SPDX-License-Identifier: BSD-2-Clause
; One BIOS call: from protected mode to real mode and back. All BIOS calls of stage 2 pass here.
; Intel SDM Vol. 3A, "Switching Back to Real-Address Mode" (9.9.2; 10.9.2 in newer editions).
;
;     extern "C" void bios_call(std::uint8_t interrupt, bios::Registers* registers);
;
; Before: AL = interrupt, EDX = registers (-mregparm=3). Flat 32-bit mode, interrupts off, the stack in the first
;         64 KiB (so that SS = 0 reaches it in real mode too).
; Inside: real mode as the BIOS left it: IVT at 0, limits of 64 KiB, interrupts on, the PIC as it was.
; After:  as before. The BIOS may have changed every register, the flags, GDTR and IDTR; it must have kept its stack
;         balanced, or it could not have returned. *registers holds what it left in them.

%include "constants.inc"

        extern gdt_pointer_offset       ; both from STAGE2_BASE: stage2.ld
        extern door_offset
        extern idt_pointer
        global bios_call
        global door

; In real mode, and in the 16-bit segment that leads there, CS is based at STAGE2_BASE.
%define near_offset(label) (door_offset + ((label) - door))

        section .door
        bits 32
door:
bios_call:
        push ebx
        push esi
        push edi
        push ebp
        push edx
        mov [interrupt_number], al
        mov esi, edx
        mov edi, registers
        mov ecx, REGISTERS_SIZE / 4
        rep movsd
        mov [protected_esp], esp
        lidt [real_mode_idt]
        jmp SELECTOR_CODE16:near_offset(.to_real)

        bits 16
.to_real:
        mov ax, SELECTOR_DATA16         ; 64 KiB limits: some BIOSes hang with larger ones
        mov ds, ax
        mov es, ax
        mov fs, ax
        mov gs, ax
        mov ss, ax
        mov eax, cr0
        and al, ~1                      ; PE
        mov cr0, eax
        jmp STAGE2_SEGMENT:near_offset(.real)

.real:
        xor ax, ax
        mov ss, ax
        mov fs, ax
        mov gs, ax
        mov eax, [cs:near_offset(registers) + REGISTERS_EAX]
        mov ebx, [cs:near_offset(registers) + REGISTERS_EBX]
        mov ecx, [cs:near_offset(registers) + REGISTERS_ECX]
        mov edx, [cs:near_offset(registers) + REGISTERS_EDX]
        mov esi, [cs:near_offset(registers) + REGISTERS_ESI]
        mov edi, [cs:near_offset(registers) + REGISTERS_EDI]
        mov ebp, [cs:near_offset(registers) + REGISTERS_EBP]
        mov ds, [cs:near_offset(registers) + REGISTERS_DS]
        mov es, [cs:near_offset(registers) + REGISTERS_ES]
        stc                             ; some BIOSes leave the carry unchanged if they do not know a function
        sti
        db 0xCD                         ; INT: the code above writes its number into the next byte
interrupt_number:
        db 0

        pushf
        pop word [cs:near_offset(registers) + REGISTERS_FLAGS]
        push word 0                     ; flags: interrupts off, direction up, no trap
        popf
        mov [cs:near_offset(registers) + REGISTERS_EAX], eax
        mov [cs:near_offset(registers) + REGISTERS_EBX], ebx
        mov [cs:near_offset(registers) + REGISTERS_ECX], ecx
        mov [cs:near_offset(registers) + REGISTERS_EDX], edx
        mov [cs:near_offset(registers) + REGISTERS_ESI], esi
        mov [cs:near_offset(registers) + REGISTERS_EDI], edi
        mov [cs:near_offset(registers) + REGISTERS_EBP], ebp
        mov [cs:near_offset(registers) + REGISTERS_DS], ds
        mov [cs:near_offset(registers) + REGISTERS_ES], es
        mov esp, [cs:near_offset(protected_esp)]

        o32 lgdt [cs:gdt_pointer_offset]
        mov eax, cr0
        or al, 1                        ; PE
        mov cr0, eax
        jmp dword SELECTOR_CODE32:.protected

        bits 32
.protected:
        mov eax, SELECTOR_DATA32
        mov ds, eax
        mov es, eax
        mov fs, eax
        mov gs, eax
        mov ss, eax
        lidt [idt_pointer]
        mov esi, registers
        pop edi
        mov ecx, REGISTERS_SIZE / 4
        rep movsd
        pop ebp
        pop edi
        pop esi
        pop ebx
        ret

        align 4
registers:      times REGISTERS_SIZE db 0
protected_esp:  dd 0
real_mode_idt:  dw 0x3FF                ; the interrupt vector table: 256 entries of four bytes at 0
                dd 0
