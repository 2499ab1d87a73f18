; SPDX-License-Identifier: BSD-2-Clause
; Dispatches INT 13h, the disk services, by drive and service, and handles the calls for the boot disk.
; Ralf Brown's Interrupt List, INT 13h; T13, "BIOS Enhanced Disk Drive Services" 3.0.

int13:
        mov al, [caller_dl]
        mov [State.asked_drive], al
        inc word [State.i13_calls]
        call i13_hang
        call i13_call_itself
        call i13_wait_for_tick
        call move_ebda
        call i13_find_drive
        jc .nothing_there
        jne .other_drive
        call i13_is_refused
        jc .nothing_there
        mov al, [State.function]
        mov bx, i13_services
.find:
        cmp byte [cs:bx], 0xFF
        je .serve
        cmp al, [cs:bx]
        je .serve
        add bx, 3
        jmp .find
.serve:
        call [cs:bx + 1]
        jmp i13_log

.nothing_there:
        fail_with 0x01
        jmp i13_log
.other_drive:
        cmp byte [config(i13_others)], I13_OTHERS_HANG
        jne .pass
        bites "i13.others"
        jmp hang
.pass:
        call i13_call_host
        jmp i13_log

i13_services:
        db 0x00
        dw i13_reset
        db 0x02
        dw i13_read
        db 0x08
        dw i13_geometry
        db 0x41
        dw i13_extensions
        db 0x42
        dw i13_read
        db 0x48
        dw i13_drive_parameters
        db 0xFF
        dw i13_call_host

; The drive that the caller asks for, as the real BIOS numbers it, to [State.host_drive].
; Out: carry: there is none. ZF: it is the boot disk.
i13_find_drive:
        mov al, [State.asked_drive]
        cmp byte [config(disk_persona)], 0
        jne .persona
        mov ah, [config(disk_number)]
        test ah, ah
        jz .phantoms
        cmp al, ah
        je .boot_disk
        cmp al, [State.boot_drive]
        jne .as_it_is
        cmp byte [config(disk_cd)], 0
        stc
        jne .gone
        mov al, 0x81                    ; another disk is the first one
        jmp .as_it_is
.phantoms:
        cmp byte [config(i13_phantom_first)], 0
        je .as_it_is
        cmp al, [config(i13_phantom_first)]
        jb .as_it_is
        cmp al, [config(i13_phantom_last)]
        ja .as_it_is
        bites "i13.phantom"
        jmp .boot_disk
.as_it_is:
        mov [State.host_drive], al
        cmp al, [State.boot_drive]
        clc
        ret
.persona:
        test al, al
        jz .boot_disk
        cmp al, 0x80                    ; there is no hard disk then
        cmc
        jc .gone
        or al, al                       ; a second diskette drive: not ours
        mov [State.host_drive], al
        ret
.gone:
        ret
.boot_disk:
        mov al, [State.boot_drive]
        mov [State.host_drive], al
        cmp al, al
        ret

; Carry if this function fails for the boot disk.
i13_is_refused:
        mov al, [State.function]
        mov si, State.config + Config.i13_refuse
.next:
        mov ah, [si]
        inc si
        test ah, ah
        jz .no                          ; no carry
        cmp al, ah
        jne .next
        bites "i13.refuse"
        stc
.no:
        ret

; INT 13h AH=00h: reset.
i13_reset:
        mov byte [State.stuck], 0
        call i13_call_host
        mov al, [config(i13_reset)]
        test al, al
        jz .done
        bites "i13.reset"
        cmp al, I13_RESET_SLOW
        je .slow
        fail_with 0x05
.done:
        ret
.slow:
        movzx eax, word [config(i13_reset_number)]
        jmp delay

i13_hang:
        mov ax, [config(i13_hang_at)]
        test ax, ax
        jz .not_yet
        cmp ax, [State.i13_calls]
        jne .not_yet
        bites "i13.hang_at"
        jmp hang
.not_yet:
        ret

; One line for a call of the boot sector or what came after it.
i13_log:
        say "C13 "
        mov al, [State.function]
        call log_hex8
        say " dl="
        mov al, [State.asked_drive]
        call log_hex8
        cmp byte [State.function], 0x42
        je .request
        cmp byte [State.function], 0x02
        jne .answer
.request:
        say " lba="
        mov eax, [State.lba]
        call log_hex32
        say " n="
        mov ax, [State.count]
        call log_hex16
        say " buf="
        mov ax, [State.segment]
        call log_hex16
        say ":"
        mov ax, [State.offset]
        call log_hex16
.answer:
        say " -> "
        mov al, [caller_ah]
        call log_hex8
        test byte [caller(flags)], CARRY
        jz .end
        say " CF"
.end:
        say 10
        ret

; For ever, with interrupts on.
hang:
        sti
.forever:
        hlt
        jmp .forever

; EAX milliseconds, with the real BIOS's INT 15h AH=86h.
delay:
        pushad
        imul eax, eax, 1000
        mov dx, ax
        shr eax, 16
        mov cx, ax
        mov ah, 0x86
        pushf
        call far [State.old + 0x15 * 4]
        popad
        ret
