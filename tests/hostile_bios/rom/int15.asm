; INT 15h, system services: the memory map, the A20 gate, and the announcement of long mode.
; ACPI, "INT 15H, E820H - Query System Address Map"; Ralf Brown's Interrupt List, INT 15h.

SMAP            equ 0x534D4150
UNSUPPORTED     equ 0x86
EBX_TOKEN       equ 0x000F8A20          ; what looks like an address in the BIOS

int15:
        mov ax, [caller(eax)]
        cmp ax, 0xE820
        je e820
        cmp ax, 0xE801
        je e801
        cmp ah, 0x88
        je size_88
        cmp ah, 0x24
        je gate_service
        cmp ax, 0xEC00
        je long_mode
        jmp call_old

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
        call .next
        mov dword [caller(eax)], SMAP
        and byte [caller(flags)], ~CARRY
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
        cmp word [config(e820_count)], 0
        je .table_spoiled
        bites "e820.table"
.table_spoiled:
        cmp byte [config(e820_clobber)], 0
        je .spoiled
        bites "e820.clobber"
        mov dword [caller(edx)], 0xE820D0D0
        mov dword [caller(esi)], 0xE8205151
        mov dword [caller(edi)], 0xE820D1D1
        mov dword [caller(ebp)], 0xE820B0B0
.spoiled:
        ret

; AX=E801h: KiB from 1 to 16 MiB in AX and CX, 64 KiB above in BX and DX.
e801:
        mov al, [config(mem_e801)]
        cmp al, MEM_E801_UNSUPPORTED
        je .unsupported
        call call_old
        cmp byte [config(mem_e801)], MEM_E801_CXDX
        je .zero
        cmp byte [config(mem_e801)], MEM_E801_HOLE
        je .hole
        ret
.unsupported:
        bites "mem.e801"
        fail_with UNSUPPORTED
        ret
.zero:
        bites "mem.e801"
        mov word [caller(eax)], 0
        mov word [caller(ebx)], 0
        ret
.hole:                                  ; from 15 to 16 MiB
        bites "mem.e801"
        mov word [caller(eax)], 14 * 1024
        mov word [caller(ecx)], 14 * 1024
        ret

; AH=88h: KiB above 1 MiB.
size_88:
        mov al, [config(mem_88)]
        cmp al, MEM_88_UNSUPPORTED
        je .unsupported
        call call_old
        cmp byte [config(mem_88)], MEM_88_SAYS
        jne .done
        bites "mem.88"
        mov ax, [config(mem_88_number)]
        mov [caller(eax)], ax
        or byte [caller(flags)], CARRY  ; and does not know how to say that it succeeds
.done:
        ret
.unsupported:
        bites "mem.88"
        fail_with UNSUPPORTED
        ret

; AX=EC00h: the loader says which mode comes: 1 for legacy, 2 for long mode, 3 for both.
long_mode:
        say "EC00 "
        mov al, [bp + Frame.ebx]
        call log_hex8
        say 10
        call check_canaries
        cmp byte [config(misc_ec00)], MISC_EC00_CF1
        je .fails
        cmp byte [config(misc_ec00)], MISC_EC00_CLOBBER
        je .clobbers
        jmp call_old
.fails:
        bites "misc.ec00"
        fail_with UNSUPPORTED
        ret
.clobbers:
        bites "misc.ec00"
        mov eax, 0xEC00EC00
        mov [caller(ebx)], eax
        mov [caller(ecx)], eax
        mov [caller(edx)], eax
        mov [caller(esi)], eax
        mov [caller(edi)], eax
        mov [caller(ebp)], eax
        jmp succeed
