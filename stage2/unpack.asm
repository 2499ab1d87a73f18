; Unpacks one LZ4 block: stage 2 calls this for its own larger part, and later for the annex.
; lz4, "LZ4 Block Format Description".
;
; A block is a row of sequences. Each sequence has
;
;       token           one byte: the upper four bits count literals, the lower four say how long the match is
;       length bytes    more of the literals' count, if the token says 15
;       literals        bytes that are copied as they are
;       offset          two bytes, little-endian: how far back in the output the match begins
;       length bytes    more of the match's length, if the token says 15; 4 is added to it
;
; and the last one ends behind its literals.
;
; Nothing here checks what it unpacks, so the caller must have proved that these are the bytes that the build packed:
; stage 1 does it for stage 2, stage2/annex/load.cpp for the annex.

        bits 32
        global unpack_lz4_block

        section .unpacker

; void unpack_lz4_block(std::byte const* block, std::byte* to, std::byte* to_end)
; In: EAX the block, EDX where it unpacks to, ECX where that ends. All other registers stay as they are (-mregparm=3).
unpack_lz4_block:
        push esi
        push edi
        push ebx
        push ebp
        mov esi, eax
        mov edi, edx
        mov ebp, ecx
        xor eax, eax                    ; its upper 24 bits stay zero: lodsb makes a number of each byte

.sequence:
        lodsb                           ; the token
        mov ebx, eax
        mov ecx, eax
        shr ecx, 4
        call length
        rep movsb                       ; the literals
        cmp edi, ebp
        jae .unpacked                   ; the last sequence has no match

        lodsw                           ; the offset
        mov edx, edi
        sub edx, eax                    ; EDX: where the match begins
        xor eax, eax
        mov ecx, ebx
        and ecx, 15
        call length
        add ecx, 4
        xchg esi, edx
        rep movsb                       ; byte by byte: a match may reach into what it is just being copied to,
        mov esi, edx                    ; and then repeats itself
        jmp .sequence

.unpacked:
        pop ebp
        pop ebx
        pop edi
        pop esi
        ret

; A length: if ECX is 15, the following bytes are added, up to and including the first that is not 255.
; In: ECX from the token, EAX below 256. Out: ECX. AL is clobbered.
length:
        cmp ecx, 15
        jne .done
.more:
        lodsb
        add ecx, eax
        inc al                          ; only 255 becomes 0
        jz .more
.done:
        ret
