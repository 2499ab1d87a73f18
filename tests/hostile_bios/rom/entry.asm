; SPDX-License-Identifier: BSD-2-Clause
; Jumps to the boot sector with the scenario's register values.

; Every register that the scenario does not name is as SeaBIOS has it, or junk.
jump_to_boot_sector:
        mov ax, [config(entry_cs)]
        or ax, [config(entry_ip)]
        jz .entered_as_usual
        bites "entry.csip"
.entered_as_usual:
        bites_if word [config(entry_sp)], "entry.sssp"
        bites_if word [config(entry_dl)], "entry.dl"
        bites_if byte [config(entry_regs)], "entry.regs"
        mov eax, [config(entry_flags)]
        movzx ebx, byte [config(entry_if)]
        or eax, ebx
        jz .go
        bites "entry.flags"
.go:
        cli
        movzx dx, byte [State.boot_drive]
        cmp byte [config(disk_persona)], 0
        je .hard_disk
        mov dl, 0
.hard_disk:
        mov al, [config(disk_number)]
        test al, al
        jz .number
        mov dl, al
.number:
        mov ax, [config(entry_dl)]
        test ax, ax
        jz .named
        mov dl, al
.named:
        mov cx, [config(entry_ss)]
        mov bx, [config(entry_sp)]
        test bx, bx
        jnz .stack_named
        mov bx, BOOT_SECTOR
.stack_named:
        mov si, [config(entry_cs)]
        mov di, [config(entry_ip)]
        mov ax, si
        or ax, di
        jnz .place_named
        mov di, BOOT_SECTOR
.place_named:
        mov eax, [config(entry_flags)]
        or eax, INTERRUPTS | 2
        cmp byte [config(entry_if)], ENTRY_IF_OFF
        jne .interrupts
        and eax, ~INTERRUPTS
.interrupts:
        mov bp, [config(entry_regs)]
        mov ss, cx
        mov sp, bx
        push eax                        ; on the boot sector's stack; its last use of ours
        popfd
        push si
        push di
        xor ax, ax
        test bp, 0xFF
        jz .clean
        mov eax, 0xA1DEAD00             ; junk; the upper half of ESP, too
        mov ebx, 0xB1DEAD02
        mov ecx, 0xC1DEAD04
        movzx edx, dl
        or edx, 0xD1DEAD00
        mov esi, 0x51DEAD06
        mov edi, 0x61DEAD08
        mov ebp, 0x71DEAD0A
        and esp, 0xFFFF
        or esp, 0x5EED0000
        mov ds, cx
        push word 0x1357
        pop ds
        push word 0x2468
        pop es
        push word 0xF000
        pop fs
        push word 0xF000
        pop gs
        retf
.clean:
        mov ds, ax
        mov es, ax
        retf
