; SPDX-License-Identifier: BSD-2-Clause
; Changes what the machine reports about low memory: the BIOS data area and the memory map of INT 15h. Writes canaries
; to memory that does not belong to the loader.

CANARY          equ 0xCA

set_the_memory:
        call fill_high_canaries
        push 0
        pop es
        cmp word [State.ranges], 0
        jne .count                      ; the scenario's own
        call read_real_ranges
.count:
        mov ax, [config(low_shrink)]
        test ax, ax
        jz fill_canaries
        bites "low.shrink_kb"
        sub [es:BDA_LOW_KIB], ax

fill_canaries:
        movzx cx, byte [config(canary_count)]
        jcxz .done
        mov si, State.config + Config.canary
.canary:
        push cx
        call canary_at
        mov al, CANARY
.fill:
        rep es stosb
        pop cx
        loop .canary
.done:
        ret

; [SI]: first and last byte of a canary, at most 64 KiB. Out: ES:DI and CX, SI behind it.
canary_at:
        lodsd
        mov ebx, eax
        mov edi, eax
        and di, 15
        shr eax, 4
        mov es, ax
        lodsd
        sub eax, ebx
        inc ax
        mov cx, ax
        ret

check_canaries:
        movzx cx, byte [config(canary_count)]
        jcxz .done
        bites_once "canary"
.look:
        push es
        mov si, State.config + Config.canary
.canary:
        push cx
        call canary_at
        mov al, CANARY
        repe scasb
        pop cx
        je .next
        say "K"
        mov al, cl
        call log_hex8
        say 10
.next:
        loop .canary
        pop es
.done:
        ret

; What the real BIOS says, without the memory that the ROM has taken: then the map and INT 12h agree.
read_real_ranges:
        push es
        push ds
        pop es
        xor ebx, ebx
        mov di, State.table
.next:
        mov eax, 0xE820
        mov ecx, Range.attributes
        mov edx, SMAP
        pushf
        call far [State.old + 0x15 * 4]
        jc .end
        mov dword [di + Range.attributes], 1
        call clip_range
        inc word [State.ranges]
        add di, Range_size
        test ebx, ebx
        jnz .next
.end:
        pop es
        ret

clip_range:
        cmp dword [di + Range.type], 1  ; usable
        jne .done
        cmp dword [di + Range.base + 4], 0
        jne .done
        mov ax, ds
        movzx eax, ax
        shl eax, 4                      ; where the ROM's memory begins
        sub eax, [di + Range.base]
        jbe .done
        cmp eax, [di + Range.length]
        jae .done
        mov [di + Range.length], eax
.done:
        ret

; In a call of INT 13h the BIOS takes 16 KiB more for its EBDA, as when USB disks come late.
move_ebda:
        mov ax, [config(ebda_move_at)]
        test ax, ax
        jz .done
        cmp ax, [State.i13_calls]
        jne .done
        bites "ebda.move_at"
        push es
        push 0
        pop es
        sub word [es:BDA_LOW_KIB], 16
        mov ax, [es:BDA_EBDA]
        sub ax, 16 * 1024 / 16
        mov [config(ebda_seg)], ax
        mov byte [config(ebda_seg_given)], 1
        pop es
.done:
        ret

; The real BIOS works with what its data area says, so only between calls it says what the scenario wants.
hide_real_data_area:
        cmp byte [config(ebda_seg_given)], 0
        je .done
        push es
        push 0
        pop es
        mov ax, [es:BDA_EBDA]
        mov [State.real_ebda], ax
        mov ax, [config(ebda_seg)]
        mov [es:BDA_EBDA], ax
        pop es
        bites_once "ebda.seg"
.done:
        ret

show_real_data_area:
        cmp byte [config(ebda_seg_given)], 0
        je .done
        push es
        push 0
        pop es
        mov ax, [State.real_ebda]
        mov [es:BDA_EBDA], ax
        pop es
.done:
        ret

; INT 12h: KiB of low memory.
int12:
        call call_old
        call check_canaries
        cmp byte [config(mem_int12_given)], 0
        je .done
        bites "mem.int12"
        mov ax, [config(mem_int12)]
        mov [caller(eax)], ax
.done:
        ret
