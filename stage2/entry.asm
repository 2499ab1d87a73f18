; Stage 2's first instructions: it unpacks itself, goes from real mode to 32-bit protected mode, and into C++.
; Intel SDM Vol. 3A, "Switching to Protected Mode" (9.9.1; 10.9.1 in newer editions); lz4, "LZ4 Block Format Description".
;
; Before: stage 1 has put the bytes on the disk at STAGE2_PACKED_SEGMENT:0 and jumped there in real mode, DL = boot
;         drive, SS = 0. They are the first `stored_size` bytes of stage 2 as they are, and one LZ4 block with the others.
; After:  stage2_main(drive) runs in flat 32-bit mode on a stack below STACK_TOP, interrupts off, .bss zero.
;
; Nothing here checks what it unpacks: stage 1 has verified that these are the bytes that disk/build/pack_stage2.cpp packed.

%include "constants.inc"

        extern stored_size              ; these three from STAGE2_BASE: stage2.ld
        extern in_place_offset
        extern gdt_pointer_offset
        extern packed_begin
        extern image_end
        extern bss_begin
        extern bss_end
        extern stage2_main
        global enter_stage2
        global in_place

        section .entry
        bits 16
enter_stage2:
        jmp copy
        align 4
        dd stored_size                          ; for disk/build/pack_stage2.cpp
        times STAGE2_CRC_TABLE - ($ - $$) db 0  ; stage 1's CRC table follows: stage2/checksums/crc32.cpp

        section .unpacker

; The part that is not packed, to where it belongs; the rest of it runs there.
copy:
%ifdef BREAK_stage2
        xchg bx, bx                     ; Bochs stops here
%endif
        cli                             ; there will be no IDT for a while
        cld
        push cs
        pop ds
        mov ax, STAGE2_SEGMENT
        mov es, ax
        xor si, si
        xor di, di
        mov cx, stored_size
        rep movsb
        jmp STAGE2_SEGMENT:in_place_offset

in_place:
        movzx ebx, dl                   ; the upper halves of all registers are unknown
        mov esp, STACK_TOP
        o32 lgdt [cs:gdt_pointer_offset]
        mov eax, cr0
        or al, 1                        ; PE
        mov cr0, eax
        jmp dword SELECTOR_CODE32:protected_mode

        bits 32
protected_mode:
        mov eax, SELECTOR_DATA32
        mov ds, eax
        mov es, eax
        mov fs, eax
        mov gs, eax
        mov ss, eax
        push dword 0                    ; flags: direction up, no NT, no AC
        popfd

; The LZ4 block: sequences of literals, which are copied from it, and a match, which is copied from what was unpacked
; before. The last sequence has no match. ESI: the block; EDI: where it unpacks to.
        mov esi, STAGE2_PACKED_BASE
        add esi, stored_size
        mov edi, packed_begin
        xor eax, eax
.sequence:
        lodsb                           ; the token: two lengths
        mov edx, eax
        mov ecx, eax
        shr ecx, 4
        call length
        rep movsb
        cmp edi, image_end
        jae .unpacked
        lodsw                           ; the offset: how far back the match is
        mov ecx, edx
        and ecx, 15
        push eax
        xor eax, eax
        call length
        pop edx
        add ecx, 4                      ; matches have four bytes or more
        push esi
        mov esi, edi
        sub esi, edx
        rep movsb                       ; the copy may read what it has just written
        pop esi
        jmp .sequence

.unpacked:
        mov edi, bss_begin
        mov ecx, bss_end
        sub ecx, edi
        shr ecx, 2                      ; stage2.ld aligns both ends
        xor eax, eax
        rep stosd

        mov eax, ebx                    ; -mregparm=3: the first argument
        call stage2_main                ; does not return

; A length of 15 goes on in further bytes, as long as they are 255. In: ECX, EAX below 256. Out: ECX, EAX as before but AL.
length:
        cmp ecx, 15
        jne .known
.more:
        lodsb
        add ecx, eax
        inc al
        jz .more
.known:
        ret
