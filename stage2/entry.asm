; Stage 2's first instructions: from real mode to 32-bit protected mode, and into C++.
; Intel SDM Vol. 3A, "Switching to Protected Mode" (9.9.1; 10.9.1 in newer editions).
;
; Before: stage 1 jumped to STAGE2_SEGMENT:0 in real mode, DL = boot drive, SS = 0.
; After:  stage2_main(drive) runs in flat 32-bit mode on a stack below STACK_TOP, interrupts off, .bss zero.

%include "constants.inc"

        extern gdt_pointer_offset       ; from STAGE2_BASE: stage2.ld
        extern bss_begin
        extern bss_end
        extern stage2_main
        global enter_stage2

        section .entry
        bits 16
        jmp enter_stage2
        times STAGE2_CRC_TABLE - ($ - $$) db 0  ; stage 1's CRC table follows: stage2/formats/crc32.cpp

        section .real_mode
enter_stage2:
%ifdef BREAK_stage2
        xchg bx, bx                     ; Bochs stops here
%endif
        cli                             ; there will be no IDT for a while
        movzx ebx, dl                   ; the upper halves of all registers are unknown
        mov esp, STACK_TOP

        o32 lgdt [cs:gdt_pointer_offset]
        mov eax, cr0
        or al, 1                        ; PE
        mov cr0, eax
        jmp dword SELECTOR_CODE32:protected_mode

        bits 32
        section .text
protected_mode:
        mov eax, SELECTOR_DATA32
        mov ds, eax
        mov es, eax
        mov fs, eax
        mov gs, eax
        mov ss, eax
        push dword 0                    ; flags: direction up, no NT, no AC
        popfd

        mov edi, bss_begin
        mov ecx, bss_end
        sub ecx, edi
        shr ecx, 2                      ; stage2.ld aligns both ends
        xor eax, eax
        rep stosd

        mov eax, ebx                    ; -mregparm=3: the first argument
        call stage2_main                ; does not return
