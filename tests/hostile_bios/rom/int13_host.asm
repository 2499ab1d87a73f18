; SPDX-License-Identifier: BSD-2-Clause
; Calls the real BIOS's disk services: passes on the loader's calls, and makes reads for the ROM.
; T13, "BIOS Enhanced Disk Drive Services" 3.0, "Disk Address Packet".

; The real BIOS's answer for the real drive.
i13_call_host:
        mov al, [State.host_drive]
        mov [caller_dl], al
        call call_old
        cmp byte [State.function], 0x08 ; DL is an answer
        je .done
        mov al, [State.asked_drive]
        mov [caller_dl], al
.done:
        ret

; [State.moved] sectors of the persona, by AH=42h of the real BIOS, at most 64 KiB less one sector each time.
; Out: carry and AH as it says.
i13_host_reads:
        call i13_sector_bytes
        shr eax, 9
        mov ecx, eax                    ; sectors of 512 bytes in one of the persona's
        mov eax, [State.lba]
        mul ecx
        mov ebx, [State.lba + 4]
        imul ebx, ecx
        add edx, ebx
        bites_if byte [config(i13_secsize)], "i13.secsize"
        add eax, [config(disk_offset)]
        adc edx, 0
        mov [State.packet + Packet.lba], eax
        mov [State.packet + Packet.lba + 4], edx
        imul cx, [State.moved]
        mov ax, [State.offset]
        mov [State.packet + Packet.offset], ax
        mov ax, [State.segment]
        mov [State.packet + Packet.segment], ax
        mov word [State.packet + Packet.size], Packet_size
.next:
        mov ax, 64
        cmp cx, ax
        jae .enough
        mov ax, cx
.enough:
        test ax, ax
        jz .done
        mov [State.packet + Packet.count], ax
        push ax
        push cx
        mov ah, 0x42
        mov dl, 0x80
        mov si, State.packet
        pushf
        call far [State.old + 0x13 * 4]
        pop cx
        pop bx
        jc .done
        sub cx, bx
        shl bx, 5
        add [State.packet + Packet.segment], bx
        shr bx, 5
        movzx ebx, bx
        add [State.packet + Packet.lba], ebx
        adc dword [State.packet + Packet.lba + 4], 0
        jmp .next
.done:
        ret

; One sector to State.buffer. Out as above.
i13_read_one:
        push cx
        mov word [State.moved], 1
        mov word [State.offset], State.buffer
        mov [State.segment], ds
        call i13_host_reads
        pop cx
        ret
