; SPDX-License-Identifier: BSD-2-Clause
; Checks the limits of reads by cylinder, head and sector (AH=02h) on a track. The checks return like those of
; int13_checks.asm. Ralf Brown's Interrupt List, INT 13h AH=02h, INT 1Eh.

; Out: "equal" if the call is one of these, AX the place in its track of the first sector, from 0 on; none has -1.
i13_place_in_track:
        mov ax, [caller(ecx)]
        and ax, 63
        dec ax
        cmp byte [State.function], 0x02
        ret

; There is no sector 0, and none behind the last of the track.
i13_check_sector:
        call i13_place_in_track
        jne .fine
        test ax, ax
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
        call i13_place_in_track
        jne .fine
        add ax, [State.count]
        cmp [State.sectors], ax
        jae .fine
        bites "i13.track"
        mov al, 0x04
        cmp byte [config(i13_track)], I13_TRACK_FAIL
        stc
        je .refused
        inc byte [State.track_wraps]
.fine:
        clc
.refused:
        ret

; The diskettes' parameter table, to which vector 1Eh points, tells how many sectors a track has.
i13_check_table:
        movzx bx, byte [config(i13_dpt1e)]
        test bx, bx
        jz .fine
        cmp byte [config(i13_dpt1e_how)], I13_DPT1E_HOW_SEVERAL
        jne .any
        cmp word [State.count], 1
        je .fine
.any:
        call i13_place_in_track
        jne .fine
        add ax, [State.count]           ; the last sector that is read
        push fs
        push 0
        pop fs
        lfs si, [fs:DISKETTE_TABLE]
        movzx bx, byte [fs:si + TABLE_TRACK]
        pop fs
        cmp bx, ax
        jae .fine
        bites "i13.dpt1e"
        mov al, 0x04
        stc
        ret
.fine:
        clc
        ret
