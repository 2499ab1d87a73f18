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

MOST_BYTES      equ 32 << 10            ; of one read: no BIOS refuses that

; The boot disk as the real BIOS knows it: the first hard disk, or the first CD of SeaBIOS.
i13_find_boot_disk:
        mov word [State.boot_drive], 9 << 8 | 0x80
        cmp byte [config(disk_cd)], 0
        je .found
        mov word [State.boot_drive], 11 << 8 | 0xE0
.found:
        ret

; [State.moved] sectors of the persona, by AH=42h of the real BIOS. Out: carry and AH as it says.
i13_host_reads:
        call i13_sector_bytes
        mov cl, [State.boot_shift]
        shr eax, cl
        mov ecx, eax                    ; sectors of the real BIOS in one of the persona's
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
        push cx
        mov ax, MOST_BYTES
        mov cl, [State.boot_shift]
        shr ax, cl
        pop cx
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
        mov dl, [State.boot_drive]
        mov si, State.packet
        pushf
        call far [State.old + 0x13 * 4]
        pop cx
        pop bx
        jc .done
        sub cx, bx
        movzx ebx, bx
        add [State.packet + Packet.lba], ebx
        adc dword [State.packet + Packet.lba + 4], 0
        push cx
        mov cl, [State.boot_shift]
        sub cl, 4
        shl bx, cl
        pop cx
        add [State.packet + Packet.segment], bx
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
