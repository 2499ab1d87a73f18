; SPDX-License-Identifier: BSD-2-Clause
; Implements the memory map, INT 15h AX=E820h. ACPI, "INT 15H, E820H - Query System Address Map".

EBX_TOKEN       equ 0x000F8A20          ; what looks like an address in the BIOS

; AX=E820h: out of the table, which is the real BIOS's or the scenario's.
e820:
        inc word [State.e820_calls]
        cmp byte [config(e820_mode)], 0
        jne .unsupported
        call .index
        cmp ax, [State.ranges]
        jae .end
        imul si, ax, Range_size
        add si, State.table
        call .write
        and byte [caller(flags)], ~CARRY
        call .next
        mov dword [caller(eax)], SMAP
        call .size
        jmp .spoil
.unsupported:
        bites "e820.mode"
.end:
        fail_with UNSUPPORTED
        ret

; AX = which entry EBX stands for.
.index:
        mov eax, [caller(ebx)]
        cmp byte [config(e820_ebx)], 0
        je .done
        test eax, eax
        jz .done
        bites "e820.ebx"
        sub eax, EBX_TOKEN
        mov bl, 20
        div bl
        mov ah, 0
.done:
        ret

; The entry at SI, as many bytes as this BIOS writes, whatever the caller has room for.
.write:
        push ax
        push es
        mov es, [caller(es)]
        mov di, [caller(edi)]
        mov cx, Range.type
        rep movsb
        lodsd
        cmp byte [config(e820_same_buffer)], 0
        je .type
        cmp word [State.e820_calls], 1
        je .type
        cmp eax, [State.e820_type]
        jne .type
        bites "e820.same_buffer"
        add di, 4
        jmp .attributes
.type:
        stosd
.attributes:
        mov [State.e820_type], eax
        movzx cx, byte [config(e820_entry)]
        sub cx, Range.attributes
        jle .written
        bites "e820.entry"
        lodsd
        cmp byte [config(e820_attr)], 0
        je .good
        bites "e820.attr"
        mov eax, 0
        cmp byte [config(e820_attr)], E820_ATTR_ZERO
        je .good
        mov eax, 0xFACADE00
.good:
        stosd
        sub cx, 4
        mov al, 0xE8
        rep stosb
.written:
        pop es
        pop ax
        ret

; AX: the entry just given. EBX stands for the one behind it.
.next:
        inc ax
        movzx ebx, ax
        cmp ax, [State.ranges]
        jb .more
        cmp byte [config(e820_end)], E820_END_CF
        je .last_but_one
        cmp byte [config(e820_end)], E820_END_NEVER
        je .endless
        mov dword [caller(ebx)], 0
        cmp byte [config(e820_end)], E820_END_LAST_CF
        jne .ended
        bites "e820.end"
        or byte [caller(flags)], CARRY
.ended:
        ret
.endless:
        dec ebx
.last_but_one:
        bites "e820.end"
.more:
        cmp byte [config(e820_ebx)], 0
        je .plain
        imul ebx, ebx, 20
        add ebx, EBX_TOKEN
.plain:
        mov [caller(ebx)], ebx
        ret

.size:
        mov dword [caller(ecx)], 20
        cmp byte [config(e820_ecx_given)], 0
        je .lost
        bites "e820.ecx"
        mov eax, [config(e820_ecx)]
        mov [caller(ecx)], eax
.lost:
        mov ax, [config(e820_smap_lost_at)]
        test ax, ax
        jz .kept
        cmp ax, [State.e820_calls]
        jne .kept
        bites "e820.smap_lost_at"
        mov dword [caller(eax)], 0
.kept:
        ret

.spoil:
        bites_if word [config(e820_count)], "e820.table"
        cmp byte [config(e820_clobber)], 0
        je .spoiled
        bites "e820.clobber"
        mov dword [caller(edx)], 0xE820D0D0
        mov dword [caller(esi)], 0xE8205151
        mov dword [caller(edi)], 0xE820D1D1
        mov dword [caller(ebp)], 0xE820B0B0
.spoiled:
        ret
