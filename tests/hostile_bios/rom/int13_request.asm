; SPDX-License-Identifier: BSD-2-Clause
; Converts the packet of AH=42h or the registers of AH=02h to a request: LBA, count and buffer.

i13_request:
        cmp byte [State.function], 0x42
        je .packet
        mov ax, [caller(ebx)]
        mov [State.offset], ax
        mov ax, [caller(es)]
        mov [State.segment], ax
        movzx ax, byte [caller_al]
        mov [State.count], ax
        mov [State.moved], ax
; LBA = (cylinder * heads + head) * sectors + sector - 1
        mov cx, [caller(ecx)]
        movzx eax, cl
        shl ax, 2
        mov al, ch
        movzx ebx, word [State.heads]
        mul ebx
        movzx ebx, byte [caller_dh]
        add eax, ebx
        movzx ebx, word [State.sectors]
        mul ebx
        and cx, 63
        movzx ecx, cx
        lea eax, [eax + ecx - 1]
        mov [State.lba], eax
        mov dword [State.lba + 4], 0
        ret
.packet:
        push fs
        mov fs, [caller(ds)]
        mov si, [caller(esi)]
        mov ax, [fs:si + Packet.count]
        mov [State.count], ax
        mov [State.moved], ax
        mov ax, [fs:si + Packet.offset]
        mov [State.offset], ax
        mov ax, [fs:si + Packet.segment]
        mov [State.segment], ax
        mov eax, [fs:si + Packet.lba]
        mov [State.lba], eax
        mov eax, [fs:si + Packet.lba + 4]
        mov [State.lba + 4], eax
        pop fs
        ret

; EAX = the buffer's first byte, EDX = its size.
i13_buffer:
        movzx eax, word [State.segment]
        shl eax, 4
        movzx edx, word [State.offset]
        add eax, edx
        movzx edx, word [State.count]
        push eax
        call i13_sector_bytes
        imul edx, eax
        pop eax
        ret

; EAX = bytes in a sector.
i13_sector_bytes:
        movzx eax, byte [config(i13_secsize)]
        shl eax, 9
        jnz .told
        push cx
        inc eax
        mov cl, [State.boot_shift]
        shl eax, cl
        pop cx
.told:
        ret

; AH=02h speaks of cylinders, heads and sectors: of which geometry? And AH=48h of how many sectors? Asked of the real
; BIOS once, before the boot sector runs.
i13_find_geometry:
        mov ah, 0x08
        mov dl, [State.boot_drive]
        push es
        push ds
        pushf
        call far [State.old + 0x13 * 4]
        pop ds
        pop es
        and cx, 63
        mov [State.sectors], cx
        mov dl, 0
        xchg dl, dh
        inc dx
        mov [State.heads], dx
        mov byte [State.parameters], 0x1A
        mov si, State.parameters
        mov ah, 0x48
        mov dl, [State.boot_drive]
        pushf
        call far [State.old + 0x13 * 4]
        mov eax, [State.parameters + 0x10]
        mov [State.total], eax
        mov ax, [config(i13_heads)]
        test ax, ax
        jz .done
        mov [State.heads], ax
        movzx ax, byte [config(i13_sectors)]
        mov [State.sectors], ax
.done:
        ret
