; SPDX-License-Identifier: BSD-2-Clause
; Carries out a read that is not refused: transfers the sectors, and changes the data and the answer.

i13_read:
        mov word [State.line_wraps], 0  ; and .track_wraps
        call i13_request
        call i13_check
        jc .refuse
        call i13_wait
        call i13_move
        jc .spoil_packet
        call i13_spoil_data
        call i13_spoil_answer
.spoil_packet:
        jmp i13_spoil_packet
.refuse:
        mov [caller_ah], al
        or byte [caller(flags)], CARRY
        cmp byte [config(i13_cf)], I13_CF_CLEARED
        jne i13_spoil_packet
        bites "i13.cf"
        and byte [caller(flags)], ~CARRY
        jmp i13_spoil_packet

i13_wait:
        movzx eax, word [State.count]
        movzx ebx, word [config(i13_delay_sector)]
        imul eax, ebx
        movzx ebx, word [config(i13_delay)]
        add eax, ebx
        jz .done
        bites "i13.delay"
        call delay
.done:
        ret

; Out: carry if the real BIOS could not read it.
i13_move:
        mov ax, [State.reads]
        cmp [config(i13_nodata)], ax
        jae .nothing
        mov bx, i13_wrapped_reads
        cmp word [State.line_wraps], 0
        jne .emulate
        mov bx, i13_host_reads
        cmp byte [config(emulate)], 0
        jne .emulate
        call i13_call_host
        test byte [caller(flags)], CARRY
        jz .done
        stc
        ret
.nothing:
        bites "i13.nodata"
        jmp succeed
.emulate:
        call bx
        jc .failed
        call succeed
        cmp byte [State.function], 0x02
        jne .done
        mov al, [State.moved]
        mov [caller_al], al
.done:
        clc
        ret
.failed:
        mov [caller_ah], ah
        or byte [caller(flags)], CARRY
        stc
        ret

; Sectors of this range arrive as something else.
i13_spoil_data:
        cmp byte [config(i13_corrupt_how)], 0
        je .done
        mov eax, [State.lba]
        mov cx, [State.moved]
        mov dx, [State.segment]
        mov di, [State.offset]
        push es
        push eax
        call i13_sector_bytes
        mov bx, ax
        pop eax
.sector:
        jcxz .end
        cmp eax, [config(i13_corrupt_first)]
        jb .next
        cmp eax, [config(i13_corrupt_last)]
        ja .next
        bites "i13.corrupt"
        mov es, dx
        pushad
        mov al, 0
        cmp byte [config(i13_corrupt_how)], I13_CORRUPT_HOW_ZEROS
        je .fill
        mov al, 0xA5
.fill:
        mov cx, bx
        rep stosb
        popad
.next:
        inc eax
        push bx
        shr bx, 4
        add dx, bx
        pop bx
        dec cx
        jmp .sector
.end:
        pop es
.done:
        ret

i13_spoil_answer:
        cmp byte [State.function], 0x02
        jne .error_corrected
        mov ax, [config(i13_al)]
        test ax, ax
        jz .error_corrected
        bites "i13.al"
        mov [caller_al], al
.error_corrected:
        mov cx, [config(i13_ecc11)]
        jcxz .done
        mov ax, [State.reads]
        xor dx, dx
        div cx
        test dx, dx
        jnz .done
        bites "i13.ecc11"
        fail_with 0x11
.done:
        ret

; The packet comes back changed.
i13_spoil_packet:
        cmp byte [State.function], 0x42
        jne .done
        push es
        mov es, [caller(ds)]
        mov di, [caller(esi)]
        cmp byte [config(i13_maxcount_how)], I13_MAXCOUNT_HOW_PARTIAL
        jne .whole
        mov ax, [State.moved]
        mov [es:di + Packet.count], ax
.whole:
        mov al, [config(i13_dap_after)]
        test al, al
        jz .end
        bites "i13.dap_after"
        cmp al, I13_DAP_AFTER_COUNT
        je .count
        cmp al, I13_DAP_AFTER_ZERO
        mov al, 0
        je .fill
        mov al, 0xFF
.fill:
        mov cx, Packet_size
        rep stosb
        jmp .end
.count:
        mov word [es:di + Packet.count], 0
.end:
        pop es
.done:
        ret
