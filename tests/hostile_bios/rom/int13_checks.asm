; SPDX-License-Identifier: BSD-2-Clause
; Checks whether the boot disk refuses a read. Each check returns with carry and the status in AL, or without carry.

i13_checks:
        dw i13_check_medium, i13_check_extensions, i13_check_stuck, i13_check_first, i13_check_each, i13_check_after
        dw i13_check_packet, i13_check_count, i13_check_line, i13_check_alignment, i13_check_top, i13_check_reach
        dw i13_check_sector, i13_check_track, i13_check_table, 0

; Out: carry and AL if one of the checks refuses.
i13_check:
        inc word [State.reads]
        mov bx, i13_checks
.next:
        mov ax, [cs:bx]
        test ax, ax
        jz .done
        push bx
        call ax
        pop bx
        jc .refused
        add bx, 2
        jmp .next
.refused:
        mov ah, [config(i13_stuck)]
        test ah, ah
        jz .fail
        cmp byte [State.stuck], 0
        jne .fail
        inc byte [State.stuck]
        bites "i13.stuck"
.fail:
        stc
.done:
        ret

; A CD has no cylinders.
i13_check_medium:
        cmp byte [config(disk_cd)], 0
        je .fine                        ; no carry
        cmp byte [State.function], 0x02
        clc
        jne .fine
        mov al, 0x01
        stc
.fine:
        ret

i13_check_extensions:
        cmp byte [State.function], 0x42
        jne .fine
        inc word [State.extended_reads]
        mov bl, [config(i13_edd)]
        cmp byte [config(disk_persona)], 0
        jne .unknown
        cmp bl, I13_EDD_ABSENT
        je .bitten
        cmp bl, I13_EDD_CX
        je .bitten
        cmp bl, I13_EDD_CLAIMS
        je .claims
        cmp bl, I13_EDD_LATER
        jne .fine
        mov ax, [State.extended_reads]
        cmp ax, [config(i13_edd_number)]
        jbe .fine
.bitten:
        bites "i13.edd"
.unknown:
        call i13_unknown_function
        mov al, 0x01
        stc
        ret
.claims:
        bites "i13.edd"
        mov al, [config(i13_edd_number)]
        stc
        ret
.fine:
        clc
        ret

; Once it has failed, it fails until it is reset.
i13_check_stuck:
        cmp byte [State.stuck], 0
        je .free                        ; no carry
        mov al, [config(i13_stuck)]
        stc
.free:
        ret

i13_check_first:
        mov ax, [State.reads]
        cmp [config(i13_fail_first)], ax
        cmc
        jnc .fine
        bites "i13.fail_first"
        mov al, [config(i13_fail_first_status)]
        stc
.fine:
        ret

i13_check_each:
        mov ax, [State.reads]
        xor dx, dx
        mov cx, [config(i13_fail_each)]
        jcxz .fine
        div cx
        test dx, dx
        jnz .fine
        bites "i13.fail_each"
        mov al, [config(i13_fail_each_status)]
        stc
        ret
.fine:
        clc
        ret

; So many reads go well, and none behind them.
i13_check_after:
        mov ax, [config(i13_fail_after)]
        test ax, ax
        jz .fine                        ; no carry
        cmp ax, [State.reads]
        jnc .fine
        bites "i13.fail_after"
        mov al, [config(i13_fail_after_status)]
.fine:
        ret
