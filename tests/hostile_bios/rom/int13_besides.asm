; SPDX-License-Identifier: BSD-2-Clause
; Implements side effects of INT 13h: the BIOS calls itself, waits for the timer, and writes to memory that is not its
; own.
; T13, "BIOS Enhanced Disk Drive Services" 3.0, "Extended Read"; Ralf Brown's Interrupt List, INT 08h, INT 1Ch.

; Sector 0 by INT 13h, from within INT 13h.
i13_call_itself:
        cmp byte [config(i13_recursion)], 0
        je .done
        bites_once "i13.recursion"
        mov word [State.packet], Packet_size
        mov word [State.packet + Packet.count], 1
        mov word [State.packet + Packet.offset], State.buffer
        mov [State.packet + Packet.segment], ds
        mov dword [State.packet + Packet.lba], 0
        mov dword [State.packet + Packet.lba + 4], 0
        mov ah, 0x42
        mov dl, [State.boot_drive]
        mov si, State.packet
        push bp
        int 0x13
        pop bp
.done:
        ret

; The BIOS polls the disk in the timer's interrupt: without that nothing comes.
i13_wait_for_tick:
        cmp byte [config(int_need_tick)], 0
        je .done
        sti
        mov ax, [State.ticks]
        mov cx, 0xFFFF                  ; looks: the time of many ticks
.look:
        call i13_pause
        cmp ax, [State.ticks]
        loope .look
        cli
        jne .done
        bites "int.need_tick"
        jmp hang
.done:
        ret

; Some microseconds: a port on the ISA bus is slow.
i13_pause:
        push ax
        times 10 in al, 0x61
        pop ax
        ret

; A function that the BIOS does not know. It notes so in its data area, but never sets DS.
i13_unknown_function:
        cmp byte [config(i13_unknown)], I13_UNKNOWN_WRITE_DS
        jne .done
        bites "i13.unknown"
        push es
        mov es, [caller(ds)]
        xor di, di
        mov cx, 8
        mov al, 0x01
        rep stosb
        pop es
.done:
        fail_with 0x01
        ret
