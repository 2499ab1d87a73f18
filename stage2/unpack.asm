; SPDX-License-Identifier: BSD-2-Clause
; Unpacks one LZ4 block. lz4, "LZ4 Block Format Description".
;
; Two callers: stage2/entry.asm unpacks the rest of stage 2 from STAGE2_PACKED_BASE + stored_size to packed_begin, and
; stage2/annex/ unpacks each part of the annex from the annex's packed form to its place. Packed kernels and modules are
; LZ4 frames, which stage2/packed/ unpacks and checks.
;
; A block is a list of sequences. Each sequence consists of
;
;       token           one byte: number of literals (upper four bits) and length of the match (lower four bits)
;       length bytes    added to the number of literals, if the token's field is 15
;       literals        bytes to copy unchanged
;       offset          two bytes, little-endian: distance from the output position back to the match
;       length bytes    added to the length of the match, if the token's field is 15; then 4 is added
;
; The last sequence ends with its literals.
;
; The input is not checked here. The caller must have verified its checksum: stage 1 does so for stage 2, and
; stage2/annex/load.cpp for the annex.

        bits 32
        global unpack_lz4_block

        section .unpacker

; void unpack_lz4_block(std::byte const* block, std::byte* to, std::byte* to_end)
; In: EAX the block, EDX the destination, ECX the end of the destination. Preserves all other registers (-mregparm=3).
unpack_lz4_block:
        push esi
        push edi
        push ebx
        push ebp
        mov esi, eax
        mov edi, edx
        mov ebp, ecx
        xor eax, eax                    ; the upper 24 bits are 0 here, so lodsb zero-extends each byte

.sequence:
        lodsb                           ; the token
        mov ebx, eax
        mov ecx, eax
        shr ecx, 4
        cmp cl, 15
        je .many_literals
.literals:
        rep movsb
        cmp edi, ebp
        jae .unpacked                   ; the last sequence has no match

        lodsw                           ; the offset
        mov edx, edi
        sub edx, eax                    ; EDX: where the match begins
        xor eax, eax
        mov ecx, ebx
        and ecx, 15
        cmp cl, 15
        je .long_match
.match:
        add ecx, 4
        xchg esi, edx
        rep movsb                       ; byte by byte: a match may overlap its own output,
        mov esi, edx                    ; and then the copy repeats itself
        jmp .sequence

; The rare lengths are out of the way: most sequences take neither of these two calls.
.many_literals:
        call add_length_bytes
        jmp .literals
.long_match:
        call add_length_bytes
        jmp .match

.unpacked:
        pop ebp
        pop ebx
        pop edi
        pop esi
        ret

; Adds the length bytes to ECX: up to and including the first that is not 255.
; In: EAX below 256. Out: ECX. AL is clobbered.
add_length_bytes:
        lodsb
        add ecx, eax
        inc al                          ; only 255 becomes 0
        jz add_length_bytes
        ret
