; Stage 2's first instructions: it unpacks itself, goes from real mode to 32-bit protected mode, and into C++.
; Intel SDM Vol. 3A, "Switching to Protected Mode" (9.9.1; 10.9.1 in newer editions).
;
; Before: stage 1 has put the bytes on the disk at STAGE2_PACKED_SEGMENT:0 and jumped there in real mode, DL = boot
;         drive, SS = 0. They are the first `stored_size` bytes of stage 2 as they are, and one LZ4 block with the
;         others.
; After:  stage2_main(drive) runs in flat 32-bit mode on a stack below STACK_TOP, interrupts off, .bss zero.
;
; Nothing here checks what it unpacks: stage 1 has verified that these are the bytes that disk/build/pack_stage2.cpp
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
        times STAGE2_CRC_TABLE - ($ - $$) db 0  ; stage 1's CRC table follows: stage2/checksums/crc32.cpp

        section .unpacker

; The part that is not packed, to where it belongs; the rest of it runs there. Stage 1 has read the packed bytes to
; another place, because the block unpacks to where they would lie otherwise.
copy:
%ifdef BREAK_stage2
        xchg bx, bx                     ; Bochs stops here
%endif
        cli                             ; an interrupt in protected mode needs an IDT, and there is none yet
        cld                             ; `movsb` counts up
        push cs                         ; STAGE2_PACKED_SEGMENT, since stage 1's jump
        pop ds
        mov ax, STAGE2_SEGMENT
        mov es, ax
        xor si, si
        xor di, di
        mov cx, stored_size
        rep movsb                       ; from DS:SI to ES:DI
        jmp STAGE2_SEGMENT:in_place_offset      ; into the copy, with the CS that it is linked for

; The manual's order: interrupts off, GDT, PE, far jump, the other segment registers. The IDT follows as soon as C++
; runs; an NMI that comes earlier resets the machine.
in_place:
        movzx ebx, dl                   ; the drive, for C++. The upper halves of all registers are unknown
        mov esp, STACK_TOP              ; SS is 0 here, and its base 0 below: the same place in both modes

; Segment registers are about to hold selectors in place of addresses / 16, and a GDT has to say what these mean. Left
; out, the far jump reads its descriptor from wherever the BIOS had a table. Without `o32`, LGDT takes 24 bits of the
; table's address; with CS, no other segment has to be right.
        o32 lgdt [cs:gdt_pointer_offset]

; PE turns protected mode on. CS still has the base and the limit of real mode, and code is still read as 16-bit code.
; The other bits of CR0 stay as the BIOS has left them until longmode/enter.asm.
        mov eax, cr0
        or al, 1                        ; PE
        mov cr0, eax

; The far jump has to follow at once: it loads CS with the descriptor of flat 32-bit code, D = 1. Left out, what follows
; is read as 16-bit code, in which its operands have other sizes. `dword`, as the target lies above 64 KiB.
        jmp dword SELECTOR_CODE32:protected_mode

        bits 32
protected_mode:
        mov eax, SELECTOR_DATA32        ; the others keep base and 64 KiB limit of real mode until they are loaded
        mov ds, eax
        mov es, eax
        mov fs, eax
        mov gs, eax
        mov ss, eax                     ; base 0, as before
        push dword 0                    ; flags: direction up, as C++ relies on; no NT, with which IRET switches tasks;
        popfd                           ; no AC

        mov eax, STAGE2_PACKED_BASE     ; the LZ4 block with the rest of stage 2, for unpack_lz4_block:
        add eax, stored_size
        mov edx, packed_begin           ; where it unpacks to,
        mov ecx, image_end              ; and where that ends
        call unpack_lz4_block

        mov edi, bss_begin
        mov ecx, bss_end
        sub ecx, edi
        shr ecx, 2                      ; stage2.ld aligns both ends
        xor eax, eax
        rep stosd

        mov eax, ebx                    ; -mregparm=3: the first argument
        call stage2_main                ; does not return
