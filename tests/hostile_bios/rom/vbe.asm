; SPDX-License-Identifier: BSD-2-Clause
; Changes INT 10h AH=4Fh: the setting of modes, and the data about the monitor.
; VBE 3.0, "Set VBE Mode", "Set/Get Logical Scan Line Length"; VBE/DDC 1.1, "Read EDID"; VESA E-EDID 1.4.

VBE_SUPPORTED   equ 0x004F
VBE_FAILED      equ 0x014F
MODE_NUMBER     equ 0x1FF               ; of what AX=4F02h is told
DOS_VECTOR      equ 0x21 * 4

EDID_SIZE       equ 128
EDID_TIMING     equ 54                  ; the first detailed timing: pixels and lines, 8 bits and 4 more of each
EDID_PIXELS     equ EDID_TIMING + 2
EDID_LINES      equ EDID_TIMING + 5

vbe:
        cmp byte [config(vbe_mode)], VBE_MODE_ABSENT
        je .absent
        cmp byte [config(vbe_mode)], VBE_MODE_FAILS
        je .fails
        mov al, [caller_al]
        cmp al, 0x00
        je vbe_controller
        cmp al, 0x01
        je vbe_mode_information
        cmp al, 0x02
        je vbe_set_mode
        cmp al, 0x03
        je vbe_get_mode
        cmp al, 0x15
        je vbe_monitor
        jmp call_old
.fails:
        mov word [caller(eax)], VBE_FAILED
.absent:                                ; AX as it was
        bites "vbe.mode"
        ret

; AX=4F02h.
vbe_set_mode:
        call call_dos
        mov al, VBE_NEEDS_MODE3_SET
        call text_mode_missing
        jc .fails
        inc word [State.mode_sets]
        mov al, [config(vbe_set)]
        test al, al
        jz .real
        cmp al, VBE_SET_FIRST
        jne .wrong
        mov cx, [config(vbe_set_number)]
        cmp cx, [State.mode_sets]
        jb .real
.wrong:
        bites "vbe.set"
        cmp al, VBE_SET_HANG
        je hang
        mov word [caller(eax)], VBE_SUPPORTED
        cmp al, VBE_SET_BLACK
        je .done
.fails:
        mov word [caller(eax)], VBE_FAILED
.done:
        ret
.real:
        call call_old
        cmp byte [config(vbe_pitch)], VBE_PITCH_PADDED
        jne .done

; Lines as long as vbe_mode_information tells of them: by AX=4F06h BL=02h.
pad_lines:
        bites "vbe.pitch"
        push es
        push ds
        pop es
        mov di, State.buffer
        mov ax, 0x4F01
        mov cx, [caller(ebx)]
        and cx, MODE_NUMBER
        pushf
        call far [State.old + 0x10 * 4]
        mov cx, [State.buffer + ModeBlock.pitch]
        add cx, PADDING
        mov ax, 0x4F06
        mov bx, 2
        pushf
        call far [State.old + 0x10 * 4]
        pop es
        ret

; A video BIOS that was made for DOS, and asks it something.
call_dos:
        cmp byte [config(vbe_int21)], 0
        je .done
        bites "vbe.int21"
        push fs
        push 0
        pop fs
        cmp dword [fs:DOS_VECTOR], 0
        pop fs
        je hang                         ; what lies at 0:0 is no code
        int 0x21
.done:
        ret

; Carry if the card knows of no modes, or sets none, before it was in text mode, and it was not. AL: which of both.
text_mode_missing:
        cmp al, [config(vbe_needs_mode3)]
        jne .no
        cmp byte [State.text_mode_set], 0
        jne .no
        bites "vbe.needs_mode3"
        stc
        ret
.no:
        clc
        ret

; AX=4F03h.
vbe_get_mode:
        cmp byte [config(vbe_getmode)], 0
        je call_old
        bites "vbe.getmode"
        mov word [caller(eax)], VBE_FAILED
        ret

; AX=4F15h: EDID.
vbe_monitor:
        mov al, [config(vbe_edid)]
        test al, al
        jz call_old
        bites "vbe.edid"
        cmp al, VBE_EDID_ABSENT
        je .done                        ; AX as it was
        cmp al, VBE_EDID_SLOW
        je .slow
        call call_old
        mov word [caller(eax)], VBE_SUPPORTED
        push es
        mov es, [caller(es)]
        mov di, [caller(edi)]
        call spoil_edid
        pop es
.done:
        ret
.slow:
        mov eax, 500
        call delay
        jmp call_old

; ES:DI: a good EDID.
spoil_edid:
        mov al, [config(vbe_edid)]
        cmp al, VBE_EDID_BADSUM
        je .wrong_sum
        cmp al, VBE_EDID_SIZE0
        je .no_size
        cmp al, VBE_EDID_ZERO
        mov al, 0
        je .fill
        mov al, 0xFF
.fill:
        mov cx, EDID_SIZE
        rep stosb
        ret
.wrong_sum:
        inc byte [es:di + 20]
        ret
.no_size:                               ; 0 by 0, and the sum is right
        mov byte [es:di + EDID_PIXELS], 0
        and byte [es:di + EDID_PIXELS + 2], 0x0F
        mov byte [es:di + EDID_LINES], 0
        and byte [es:di + EDID_LINES + 2], 0x0F
        mov cx, EDID_SIZE - 1
        mov al, 0
.sum:
        sub al, [es:di]
        inc di
        loop .sum
        mov [es:di], al
        ret
