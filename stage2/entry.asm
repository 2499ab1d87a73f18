; SPDX-License-Identifier: BSD-2-Clause
; Stage 2's first instructions: unpack stage 2, switch from real mode to 32-bit protected mode, call C++.
; Intel SDM Vol. 3A, "Switching to Protected Mode" (9.9.1; 10.9.1 in newer editions).
;
; Before: stage 1 has read stage 2 to STAGE2_PACKED_SEGMENT:0 and jumped there in real mode, DL = boot drive, SS = 0.
;         The first `stored_size` bytes are not packed; one LZ4 block with the rest follows.
; After:  stage2_main(drive) runs in flat 32-bit mode on a stack below STACK_TOP, interrupts off, .bss zero.
;
; The unpacker does not check its input: stage 1 has verified the sum of the bytes that disk/build/pack_stage2.cpp
; packed.

%include "constants.inc"

        extern stored_size              ; these three from STAGE2_BASE: stage2.ld
        extern in_place_offset
        extern gdt_pointer_offset
        extern packed_begin
        extern image_end
        extern bss_begin
        extern bss_end
        extern stage2_main
        extern unpack_lz4_block
        global enter_stage2
        global in_place

        section .entry
        bits 16
enter_stage2:
        jmp copy
        align 4
        dd stored_size                          ; for disk/build/pack_stage2.cpp,
        global annex_facts
annex_facts:                                    ; which writes these (stage2/annex/facts.hpp)
        times ANNEX_FACTS_SIZE db 0
        dq STAGE2_MARK                          ; for farjump-install

        section .unpacker

; Copies the part that is not packed to its link address and continues there. Stage 1 read the packed bytes to another
; address, because the block is unpacked to the addresses that follow this part.
copy:
%ifdef BREAK_stage2
        xchg bx, bx                     ; Bochs stops here
%endif
        cli                             ; an interrupt in protected mode needs an IDT, which is not loaded yet
        cld                             ; `movsb` ascends
        push cs                         ; STAGE2_PACKED_SEGMENT, since stage 1's jump
        pop ds
        mov ax, STAGE2_SEGMENT
        mov es, ax
        xor si, si
        xor di, di
        mov cx, stored_size
        rep movsb                       ; from DS:SI to ES:DI
        jmp STAGE2_SEGMENT:in_place_offset      ; to the copy, with the CS that it is linked for

; The manual's order: interrupts off, GDT, PE, far jump, the other segment registers. C++ loads the IDT; an NMI before
; that resets the machine.
in_place:
        movzx ebx, dl                   ; the drive, for C++; the upper halves of all registers are undefined
        mov esp, STACK_TOP              ; SS is 0 here and its base is 0 below: the same address in both modes

; Segment registers will hold selectors instead of addresses / 16, and the GDT defines these selectors. Without it, the
; far jump would read its descriptor from an arbitrary address. Without `o32`, LGDT loads only 24 bits of the table's
; address. The CS override is the only segment that is known to be right.
        o32 lgdt [cs:gdt_pointer_offset]

; PE turns protected mode on. CS keeps the base and the limit of real mode, and code is still decoded as 16-bit code.
; The other bits of CR0 stay as the BIOS set them until longmode/enter.asm.
        mov eax, cr0
        or al, 1                        ; PE
        mov cr0, eax

; The far jump must follow at once: it loads CS with the descriptor of flat 32-bit code, D = 1. Without it, the
; processor would decode the 32-bit code below as 16-bit code. `dword`, because the target is above 64 KiB.
        jmp dword SELECTOR_CODE32:protected_mode

        bits 32
protected_mode:
        mov eax, SELECTOR_DATA32        ; the other registers keep base and 64 KiB limit of real mode until loaded
        mov ds, eax
        mov es, eax
        mov fs, eax
        mov gs, eax
        mov ss, eax                     ; base 0, as before
        push dword 0                    ; flags: direction up, which C++ requires; NT clear, or IRET would switch
        popfd                           ; tasks; AC clear

        mov eax, STAGE2_PACKED_BASE     ; unpack_lz4_block: the block,
        add eax, stored_size
        mov edx, packed_begin           ; its destination,
        mov ecx, image_end              ; and the destination's end
        call unpack_lz4_block

        mov edi, bss_begin
        mov ecx, bss_end
        sub ecx, edi
        shr ecx, 2                      ; stage2.ld aligns both ends
        xor eax, eax
        rep stosd

        mov eax, ebx                    ; -mregparm=3: the first argument
        call stage2_main                ; does not return
