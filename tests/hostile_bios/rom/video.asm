; INT 10h: a screen that shows nothing or is slow, and video modes that are not what they seem.
; VBE 3.0, "Return VBE Controller Information", "Return VBE Mode Information"; VBE/DDC 1.1, "Read EDID".

VBE_SUPPORTED   equ 0x004F
VBE_FAILED      equ 0x014F

struc InfoBlock
    .signature:         resd 1
    .version:           resw 1
    .oem:               resd 1
    .capabilities:      resd 1
    .modes:             resw 2          ; offset and segment
endstruc

struc ModeBlock
    .attributes:        resw 1
                        resb 14
    .pitch:             resw 1
                        resb 0x28 - 0x12
    .frame_buffer:      resd 1
                        resb 0x32 - 0x2C
    .linear_pitch:      resw 1
                        resb 10
endstruc

int10:
        cmp byte [config(text_int10)], 0
        jne .nothing
        cmp byte [caller_ah], 0x0E
        je .character
        cmp byte [caller_ah], 0x4F
        je vbe
        jmp call_old
.nothing:
        bites_once "text.int10"
        ret
.character:
        movzx eax, word [config(text_redirect)]
        test eax, eax
        jz call_old
        bites_once "text.redirect"
        call delay
        jmp call_old

vbe:
        cmp byte [config(vbe_mode)], VBE_MODE_ABSENT
        je .absent
        mov al, [caller_al]
        cmp al, 0x00
        je vbe_controller
        cmp al, 0x01
        je vbe_mode_information
        cmp al, 0x02
        je vbe_set_mode
        cmp al, 0x15
        je vbe_monitor
        jmp call_old
.absent:
        bites "vbe.mode"
        ret                             ; AX as it was

; AX=4F00h: the mode list.
vbe_controller:
        call call_old
        push es
        mov es, [caller(es)]
        mov di, [caller(edi)]
        cmp byte [config(vbe_mode)], VBE_MODE_V12
        jne .list
        bites "vbe.mode"
        mov word [es:di + InfoBlock.version], 0x0102
.list:
        mov al, [config(vbe_list)]
        test al, al
        jz .done
        bites "vbe.list"
        cmp al, VBE_LIST_NOEND
        je .endless
        cmp al, VBE_LIST_HIGH
        je .high
        cmp al, VBE_LIST_NULL
        je .null
        mov word [State.buffer], 0xFFFF ; empty
.in_state:
        mov word [es:di + InfoBlock.modes], State.buffer
        mov [es:di + InfoBlock.modes + 2], ds
        jmp .done
.endless:
        call repeat_modes
        jmp .in_state
.high:
        mov dword [es:di + InfoBlock.modes], 0xFFFFFFF0
        jmp .done
.null:
        mov dword [es:di + InfoBlock.modes], 0
.done:
        pop es
        ret

; ES:DI: what the real BIOS says. Its modes, over and over, to State.buffer.
repeat_modes:
        push fs
        push di
        lfs si, [es:di + InfoBlock.modes]
        mov bx, si
        push ds
        pop es
        mov di, State.buffer
.next:
        mov ax, [fs:si]
        add si, 2
        cmp ax, 0xFFFF
        jne .store
        mov si, bx
        jmp .next
.store:
        stosw
        cmp di, State.buffer_end
        jb .next
        pop di
        pop fs
        mov es, [caller(es)]
        ret

; AX=4F01h: what a mode is like.
vbe_mode_information:
        call call_old
        push es
        mov es, [caller(es)]
        mov di, [caller(edi)]
        cmp byte [config(vbe_lfb)], 0
        je .pitch
        bites_once "vbe.lfb"
        mov dword [es:di + ModeBlock.frame_buffer], 0
        cmp byte [config(vbe_lfb)], VBE_LFB_ZERO
        je .pitch
        mov dword [es:di + ModeBlock.frame_buffer], 0x200000
.pitch:
        cmp byte [config(vbe_pitch)], 0
        je .linear_pitch
        bites_once "vbe.pitch"
        mov word [es:di + ModeBlock.pitch], 0
        mov word [es:di + ModeBlock.linear_pitch], 0
.linear_pitch:
        cmp byte [config(vbe_lin_pitch)], 0
        je .attributes
        bites_once "vbe.lin_pitch"
        mov word [es:di + ModeBlock.linear_pitch], 0
.attributes:
        cmp byte [config(vbe_attr)], 0
        je .done
        bites_once "vbe.attr"
        and word [es:di + ModeBlock.attributes], ~1
.done:
        pop es
        ret

; AX=4F02h.
vbe_set_mode:
        cmp byte [config(vbe_set)], VBE_SET_ALWAYS
        jne call_old
        bites "vbe.set"
        mov word [caller(eax)], VBE_FAILED
        ret

; AX=4F15h: EDID.
vbe_monitor:
        mov al, [config(vbe_edid)]
        test al, al
        jz call_old
        bites "vbe.edid"
        cmp al, VBE_EDID_ABSENT
        jne .answer
        ret                             ; AX as it was
.answer:
        call call_old
        push es
        mov es, [caller(es)]
        mov di, [caller(edi)]
        inc byte [es:di + 20]           ; so its sum is wrong
        cmp byte [config(vbe_edid)], VBE_EDID_BADSUM
        je .done
        mov cx, 128
        mov al, 0
        rep stosb
        mov word [caller(eax)], VBE_SUPPORTED
.done:
        pop es
        ret
