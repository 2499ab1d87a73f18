; What this BIOS cannot do: checks of a request's packet, count, buffer and place, which return as those of
; int13_checks.asm do.

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
        stc
        ret
.fine:
        clc
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
        mov ebx, [config(i13_lba_limit)]
        test ebx, ebx
        jz .fine
        movzx eax, word [State.count]
        add eax, [State.lba]
        jc .beyond
        cmp dword [State.lba + 4], 0
        jne .beyond
        cmp ebx, eax
        jae .fine
.beyond:
        bites "i13.lba_limit"
        mov al, 0x01
        cmp byte [config(i13_lba_limit_how)], I13_LBA_LIMIT_HOW_FAIL
        stc
        je .fine
        dec ebx                         ; a power of two
        and [State.lba], ebx
        mov dword [State.lba + 4], 0
        clc
.fine:
        ret

; There is no sector 0, and none behind the last of the track.
i13_check_sector:
        cmp byte [State.function], 0x02
        jne .fine
        mov ax, [caller(ecx)]
        and ax, 63
        dec ax
        js .wrong
        cmp ax, [State.sectors]
        jb .fine
.wrong:
        mov al, 0x04
        stc
        ret
.fine:
        clc
        ret

i13_check_track:
        cmp byte [config(i13_track)], 0
        je .fine
        cmp byte [State.function], 0x02
        jne .fine
        mov ax, [caller(ecx)]
        and ax, 63
        dec ax
        add ax, [State.count]
        cmp [State.sectors], ax
        jae .fine
        bites "i13.track"
        mov al, 0x04
        stc
.fine:
        ret
