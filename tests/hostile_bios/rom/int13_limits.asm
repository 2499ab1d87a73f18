; SPDX-License-Identifier: BSD-2-Clause
; Checks a request's packet, count, buffer and place against the limits of this BIOS. The checks return like those of
; int13_checks.asm.

i13_check_packet:
        cmp byte [config(i13_packet)], 0
        je .fine
        cmp byte [State.function], 0x42
        jne .fine
        push fs
        mov fs, [caller(ds)]
        mov si, [caller(esi)]
        cmp word [fs:si + Packet.size], Packet_size
        pop fs
        je .fine
        bites "i13.packet"
        mov al, 0x01
        stc
        ret
.fine:
        clc
        ret

i13_check_count:
        mov ax, [config(i13_maxcount)]
        test ax, ax
        jz .fine
        cmp ax, [State.count]
        jae .fine
        bites "i13.maxcount"
        cmp byte [config(i13_maxcount_how)], I13_MAXCOUNT_HOW_PARTIAL
        je .partial
        mov al, 0x01
        stc
        ret
.partial:
        mov [State.moved], ax
.fine:
        clc
        ret

i13_check_line:
        cmp byte [config(i13_cross64k)], 0
        je .fine
        call i13_buffer
        lea ebx, [eax + edx - 1]
        xor ebx, eax
        shr ebx, 16
        jz .fine
        bites "i13.cross64k"
        mov al, 0x09
        cmp byte [config(i13_cross64k)], I13_CROSS64K_FAIL
        stc
        je .refused
        inc byte [State.line_wraps]
.fine:
        clc
.refused:
        ret

i13_check_alignment:
        mov cx, [config(i13_align)]
        jcxz .fine
        call i13_buffer
        dec cx                          ; a power of two
        test ax, cx
        jz .fine
        bites "i13.align"
        mov al, 0x01
        stc
        ret
.fine:
        clc
        ret

i13_check_top:
        mov ebx, [config(i13_top)]
        test ebx, ebx
        jz .fine
        call i13_buffer
        add eax, edx
        cmp ebx, eax
        jae .fine
        bites "i13.top"
        mov al, 0x09
        stc
.fine:
        ret

; The BIOS knows the first sectors of the disk only; or drops the upper bits of their numbers.
i13_check_reach:
        mov eax, [config(i13_lba_limit)]
        mov edx, [config(i13_lba_limit) + 4]
        mov ebx, eax
        or ebx, edx
        jz .fine
        cmp byte [config(i13_lba_limit_how)], I13_LBA_LIMIT_HOW_WRAP
        je .wraps
        movzx ecx, word [State.count]
        sub eax, ecx
        sbb edx, 0
        jc .beyond
        sub eax, [State.lba]
        sbb edx, [State.lba + 4]
        jnc .fine
.beyond:
        bites "i13.lba_limit"
        mov al, 0x01
        stc
        ret
.wraps:
        sub eax, 1                      ; a power of two
        sbb edx, 0
        mov ebx, eax
        not ebx
        mov ecx, edx
        not ecx
        and ebx, [State.lba]
        and ecx, [State.lba + 4]
        or ebx, ecx
        jz .fine
        bites "i13.lba_limit"
        and [State.lba], eax
        and [State.lba + 4], edx
.fine:
        clc
        ret
