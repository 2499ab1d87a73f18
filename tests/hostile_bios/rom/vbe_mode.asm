; SPDX-License-Identifier: BSD-2-Clause
; Changes INT 10h AX=4F01h, the description of a mode. ES:DI is the caller's block, filled in by the real BIOS.
; VBE 3.0, "Return VBE Mode Information".

vbe_mode_information:
        call call_old
        push es
        mov es, [caller(es)]
        mov di, [caller(edi)]
        call spoil_frame_buffer
        call spoil_lines
        call spoil_masks
        call spoil_attributes
        mov cx, [config(vbe_overrun)]
        jcxz .done
        bites_once "vbe.overrun"
        add di, ModeBlock_size
        mov al, 0xDB
        rep stosb
.done:
        pop es
        ret

spoil_frame_buffer:
        mov al, [config(vbe_lfb)]
        test al, al
        jz .done
        bites_once "vbe.lfb"
        mov ebx, 0
        cmp al, VBE_LFB_ZERO
        je .put
        mov ebx, 0x200000
        cmp al, VBE_LFB_MEMORY
        je .put
        mov ebx, 0xFFFFF000             ; it leaves the 4 GiB that this field can name
.put:
        mov [es:di + ModeBlock.frame_buffer], ebx
.done:
        ret

spoil_lines:
        mov al, [config(vbe_pitch)]
        test al, al
        jz .linear
        cmp al, VBE_PITCH_PADDED
        je .padded
        bites_once "vbe.pitch"
        mov word [es:di + ModeBlock.pitch], 0
        mov word [es:di + ModeBlock.linear_pitch], 0
        jmp .linear
.padded:                                ; it bites when such a mode is set
        add word [es:di + ModeBlock.pitch], PADDING
        cmp word [es:di + ModeBlock.linear_pitch], 0
        je .linear
        add word [es:di + ModeBlock.linear_pitch], PADDING
.linear:
        cmp byte [config(vbe_lin_pitch)], 0
        je .done
        bites_once "vbe.lin_pitch"
        mov word [es:di + ModeBlock.linear_pitch], 0
.done:
        ret

spoil_masks:
        cmp byte [config(vbe_masks)], 0
        je .done
        bites_once "vbe.masks"
        push di
        mov ax, 0
        mov cx, 4
        add di, ModeBlock.masks
        rep stosw
        mov cx, 4
        add di, ModeBlock.linear_masks - ModeBlock.masks - 8
        rep stosw
        pop di
.done:
        ret

spoil_attributes:
        mov al, [config(vbe_attr)]
        test al, al
        jz .done
        bites_once "vbe.attr"
        cmp al, VBE_ATTR_RESERVED
        je .reserved
        and word [es:di + ModeBlock.attributes], ~SUPPORTED
        ret
.reserved:
        and word [es:di + ModeBlock.attributes], ~RESERVED
.done:
        ret
