; SPDX-License-Identifier: BSD-2-Clause
; Handles INT 1Ch, 18.2 times a second, and changes the machine while the loader runs.
; Ralf Brown's Interrupt List, INT 1Ch; memory 40:17 (shift keys).

BDA_SHIFTS      equ 0x417

tick:
        pushad
        push ds
        push es
        cld
        call enter_state
        cmp byte [State.armed], 0
        je .done
        inc word [State.ticks]
        call tick_gate
        call tick_scribble
        call tick_flags
.done:
        pop es
        pop ds
        popad
        iret

tick_gate:
        cmp word [State.a20_due], 0
        je .done
        dec word [State.a20_due]
        jnz .done
        mov ah, KBC_OPEN
        call kbc_write
        say "gate opens", 10
.done:
        ret

tick_scribble:
        mov cx, [config(misc_scribble_last)]
        jcxz .done
        push 0
        pop es
        mov di, [config(misc_scribble_first)]
        sub cx, di
        inc cx
        mov al, 0x5C
        rep stosb
        bites_once "misc.scribble"
.done:
        ret

; Shift, Ctrl, Alt and locks, as if somebody held them.
tick_flags:
        mov al, [config(kbd_flags)]
        test al, al
        jz .done
        push 0
        pop es
        mov [es:BDA_SHIFTS], al
        bites_once "kbd.flags"
.done:
        ret
