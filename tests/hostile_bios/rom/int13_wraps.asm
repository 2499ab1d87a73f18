; SPDX-License-Identifier: BSD-2-Clause
; Implements reads that wrap: at a 64 KiB boundary, because the DMA controller counts no further, or at the end of a
; track, because the first sector follows the last one on the medium. Reads each sector to the place where such a BIOS
; puts it.
; Intel 8237A datasheet, "Base Address and Base Word Count"; Ralf Brown's Interrupt List, INT 13h AH=02h.

; Out: carry and AH if the real BIOS could not read it. The request stays as it was, for the log.
i13_wrapped_reads:
        call i13_buffer
        mov [State.place], eax
        push dword [State.lba]
        push dword [State.offset]       ; and the segment
        mov cx, [State.moved]
        push cx
.next:
        call i13_read_one
        jc .end
        call i13_bring_sector
        call i13_next_sector
        dec cx                          ; which leaves carry as it is: clear
        jnz .next
.end:
        pop word [State.moved]
        pop dword [State.offset]
        pop dword [State.lba]
        ret

; From State.buffer to [State.place]: DI wraps as the controller's address does.
i13_bring_sector:
        push es
        push cx
        call i13_sector_bytes
        mov cx, ax
        mov eax, [State.place]
        mov di, ax
        shr eax, 4
        and ax, 0xF000
        cmp byte [State.line_wraps], 0
        jne .placed
        mov eax, [State.place]
        shr eax, 4
        and di, 15
.placed:
        mov es, ax
        mov si, State.buffer
        rep movsb
        pop cx
        pop es
        ret

i13_next_sector:
        call i13_sector_bytes
        cmp byte [State.line_wraps], 0
        jne .wrap
        add [State.place], eax
        jmp .sector
.wrap:
        add [State.place], ax
.sector:
        inc dword [State.lba]
        cmp byte [State.track_wraps], 0
        je .done
        mov eax, [State.lba]
        xor edx, edx
        movzx ebx, word [State.sectors]
        div ebx
        test edx, edx
        jnz .done
        sub [State.lba], ebx
.done:
        ret
