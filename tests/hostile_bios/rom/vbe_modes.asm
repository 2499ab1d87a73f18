; SPDX-License-Identifier: BSD-2-Clause
; Changes INT 10h AX=4F00h and AX=4F01h: the list of modes, and the description of each mode.
; VBE 3.0, "Return VBE Controller Information", "Return VBE Mode Information".

struc InfoBlock
    .signature:         resd 1
    .version:           resw 1
    .oem:               resd 1
    .capabilities:      resd 1
    .modes:             resw 2          ; offset and segment
                        resb 0x22 - 0x12
    .reserved:
endstruc

struc ModeBlock
    .attributes:        resw 1
                        resb 14
    .pitch:             resw 1
                        resb 0x19 - 0x12
    .bits:              resb 1
                        resb 0x1F - 0x1A
    .masks:             resb 8
                        resb 0x28 - 0x27
    .frame_buffer:      resd 1
                        resb 0x32 - 0x2C
    .linear_pitch:      resw 1
                        resb 0x36 - 0x34
    .linear_masks:      resb 8
                        alignb 256
endstruc

SUPPORTED       equ 1 << 0              ; attributes
RESERVED        equ 1 << 1              ; always set, the specification says
PADDING         equ 256                 ; bytes at the end of each line
NO_MODE         equ 0xFFFF              ; ends a list
MODE_ROOM       equ State.buffer_end - ModeBlock_size

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
        mov al, VBE_NEEDS_MODE3_LIST
        call text_mode_missing
        jc .empty
        cmp byte [config(vbe_bpp)], 0
        jne .some
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
        cmp al, VBE_LIST_INBUF
        je .in_block
        cmp al, VBE_LIST_ROM
        je .elsewhere
.empty:
        mov word [State.buffer], NO_MODE
.in_state:
        mov word [es:di + InfoBlock.modes], State.buffer
        mov [es:di + InfoBlock.modes + 2], ds
        jmp .done
.some:
        bites "vbe.bpp"
.elsewhere:
        call keep_modes
        jmp .in_state
.in_block:
        call keep_modes
        call put_modes_into_block
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

; ES:DI: what the real BIOS says. Of its modes those with as many bits a pixel as the scenario wants, or all, to
; State.buffer.
keep_modes:
        push fs
        push di
        lfs si, [es:di + InfoBlock.modes]
        push ds
        pop es
        mov di, State.buffer
.next:
        mov cx, [fs:si]
        add si, 2
        cmp cx, NO_MODE
        je .end
        push di
        mov di, MODE_ROOM
        mov ax, 0x4F01
        pushf
        call far [State.old + 0x10 * 4]
        pop di
        mov al, [config(vbe_bpp)]
        test al, al
        jz .keep
        cmp al, [MODE_ROOM + ModeBlock.bits]
        jne .next
.keep:
        mov ax, cx
        stosw
        jmp .next
.end:
        mov ax, NO_MODE
        stosw
        pop di
        pop fs
        mov es, [caller(es)]
        ret

; From State.buffer to behind the fields of the caller's block.
put_modes_into_block:
        lea ax, [di + InfoBlock.reserved]
        mov [es:di + InfoBlock.modes], ax
        mov [es:di + InfoBlock.modes + 2], es
        mov di, ax
        mov si, State.buffer
.next:
        lodsw
        stosw
        cmp ax, NO_MODE
        jne .next
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
        cmp ax, NO_MODE
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
