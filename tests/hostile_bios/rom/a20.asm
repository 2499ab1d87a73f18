; SPDX-License-Identifier: BSD-2-Clause
; Controls the A20 gate: closes it at the start and again during the boot, and implements services that report a false
; state.
; Ralf Brown's Interrupt List, INT 15h AX=2400h to 2403h; IBM PS/2 Hardware Interface Technical Reference, "System
; Control Port A", "Keyboard and Auxiliary Device Controller".

NOBODYS         equ 0x4F0               ; in the BIOS data area: for programs to talk to each other

PORT_92         equ 0x92
GATE            equ 2
KBC_DATA        equ 0x60
KBC_COMMAND     equ 0x64
KBC_OUTPUT_PORT equ 0xD1
KBC_OPEN        equ 0xDF
KBC_CLOSE       equ 0xDD

set_the_gate:
        cmp byte [config(a20_start)], A20_START_OFF
        jne .done
        call close_a20
        call a20_is_open
        jc .done
        bites "a20.start"
.done:
        ret

; What lies in the first 64 KiB lies 1 MiB higher, too: so the gate looks closed to who does not write.
set_the_alias:
        cmp byte [config(a20_alias)], 0
        je .done
        bites "a20.alias"
        push ds
        push 0
        pop ds
        push 0xFFFF
        pop es
        xor si, si
        mov di, 16
        mov cx, 0xFFF0 / 2
        rep movsw
        pop ds
.done:
        ret

; Carry if the gate is open: does a change in the first MiB show 1 MiB higher?
a20_is_open:
        pushad
        push fs
        push gs
        push 0
        pop fs
        push 0xFFFF
        pop gs
        mov cx, 2
.look:
        inc word [fs:NOBODYS]
        mov ax, [fs:NOBODYS]
        cmp ax, [gs:NOBODYS + 16]
        stc
        jne .known
        loop .look
        clc
.known:
        pop gs
        pop fs
        popad
        ret

; By port 92h, or else by the keyboard controller.
close_a20:
        in al, PORT_92
        and al, ~(GATE | 1)
        out PORT_92, al
        call a20_is_open
        jnc kbc_done
        mov ah, KBC_CLOSE

; AH: what the controller's output port gets.
kbc_write:
        call kbc_ready
        jc kbc_done
        mov al, KBC_OUTPUT_PORT
        out KBC_COMMAND, al
        call kbc_ready
        mov al, ah
        out KBC_DATA, al
        call kbc_ready
kbc_done:
        ret

; Carry if the controller does not take a byte.
kbc_ready:
        push cx
        xor cx, cx
.look:
        in al, KBC_COMMAND
        test al, 2
        loopnz .look
        pop cx
        clc
        jz .ready
        stc
.ready:
        ret

close_a20_once_open:
        call a20_is_open
        jnc .done
        call close_a20
        call a20_is_open
        jc .done
        bites_once "int.a20_off_after"
.done:
        ret

; INT 15h AX=24xxh.
gate_service:
        mov al, [config(a20_bios)]
        cmp al, A20_BIOS_LIE
        je .lie
        cmp al, A20_BIOS_86
        je .unknown
        cmp al, A20_BIOS_DELAY
        je .later
        jmp call_old
.lie:
        bites "a20.bios"
        mov byte [caller_al], 1         ; "it is open"
        jmp succeed
.unknown:
        bites "a20.bios"
        fail_with UNSUPPORTED
        ret
.later:
        bites "a20.bios"
        mov ax, [config(a20_bios_number)]
        mov [State.a20_due], ax
        jmp succeed
