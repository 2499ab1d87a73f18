; SPDX-License-Identifier: BSD-2-Clause
; Answers the calls for the boot disk's parameters: AH=41h, AH=08h, AH=48h.

; INT 13h AH=41h: are there extensions?
i13_extensions:
        mov al, [config(i13_edd)]
        cmp byte [config(disk_persona)], 0
        jne .unknown
        cmp al, I13_EDD_ABSENT
        je .absent
        cmp al, I13_EDD_IGNORED
        je .ignored
        call i13_call_host
        cmp byte [config(i13_edd)], I13_EDD_CX
        jne .done
        bites "i13.edd"
        mov ax, [config(i13_edd_number)]
        mov [caller(ecx)], ax
.done:
        ret
.ignored:
        bites "i13.edd"
        ret
.absent:
        bites "i13.edd"
.unknown:
        jmp i13_unknown_function

; INT 13h AH=08h: geometry.
i13_geometry:
        call i13_call_host
        mov al, [config(i13_geom)]
        cmp al, I13_GEOM_TOLD
        je .told
        cmp al, I13_GEOM_ZERO
        je .zero
        cmp al, I13_GEOM_CF1
        je .fails
        cmp al, I13_GEOM_FF
        je .ones
        cmp byte [config(disk_persona)], 0
        je i13_spoil_geometry
        jmp .fails
.zero:
        bites "i13.geom"
        mov word [caller(ecx)], 0
        mov byte [caller_dh], 0
        jmp i13_spoil_geometry
.ones:
        bites "i13.geom"
        mov word [caller(ecx)], 0xFFFF
        mov byte [caller_dh], 0xFF
        jmp i13_spoil_geometry
.fails:
        bites "i13.geom"
        mov word [caller(ecx)], 0x5A5A
        mov byte [caller_dh], 0x5A
        fail_with 0x01
        jmp i13_spoil_geometry
.told:
        bites "i13.geom"
        movzx ebx, word [State.heads]
        movzx eax, word [State.sectors]
        mov cx, ax
        imul ebx, eax                   ; sectors of a cylinder
        mov eax, [State.total]
        xor edx, edx
        div ebx
        cmp eax, 1024
        jb .fits
        mov eax, 1024
.fits:
        dec ax                          ; the last cylinder
        mov ch, al
        shl ah, 6
        or cl, ah
        mov [caller(ecx)], cx
        mov ax, [State.heads]
        dec ax
        mov [caller_dh], al

i13_spoil_geometry:
        cmp byte [config(i13_esdi)], 0
        je i13_spoil_status
        bites "i13.esdi"
        mov word [caller(es)], 0x5EED
        mov word [caller(edi)], 0xF00D

; Of AH=08h and AH=48h: they fail, and with no error.
i13_spoil_status:
        cmp byte [config(i13_cf)], I13_CF_AH0
        jne .done
        bites "i13.cf"
        fail_with 0
.done:
        ret

; INT 13h AH=48h: parameters.
i13_drive_parameters:
        mov al, [config(i13_edd)]
        cmp byte [config(disk_persona)], 0
        jne .unknown
        cmp al, I13_EDD_ABSENT
        je .unknown
        cmp al, I13_EDD_CX
        je .unknown
        mov al, [config(i13_p48)]
        cmp al, I13_P48_FAIL
        je .fails
        cmp al, I13_P48_HANG
        je .hangs
        cmp al, I13_P48_STRICT
        je .strict
.answer:
        call i13_call_host
        call i13_spoil_parameters
        jmp i13_spoil_status
.hangs:
        bites "i13.p48"
        jmp hang
.strict:                                ; 1Ah bytes, the rest of which are zeros
        push es
        mov es, [caller(ds)]
        mov di, [caller(esi)]
        mov ax, [es:di]
        add di, 2
        mov cx, 0x18
        cmp ax, 0x1A
        jne .picky
        mov al, 0
        repe scasb
.picky:
        pop es
        je .answer
.fails:
        bites "i13.p48"
        fail_with 0x01
        ret
.unknown:
        jmp i13_unknown_function

i13_spoil_parameters:
        mov al, [config(i13_p48)]
        test al, al
        jz .done
        cmp al, I13_P48_STRICT
        je .done
        bites "i13.p48"
        push es
        mov es, [caller(ds)]
        mov di, [caller(esi)]
        cmp al, I13_P48_ZERO_TOTAL
        je .zero_total
        cmp al, I13_P48_ZERO_BPS
        je .zero_bytes
        cmp al, I13_P48_BPS_FFFF
        je .many_bytes
        cmp al, I13_P48_BPS
        je .bytes
        cmp al, I13_P48_OVERRUN
        je .overrun
        add di, 2                       ; junk, but for the size
        mov cx, 0x18
        mov al, 0xDB
        rep stosb
        jmp .end
.zero_total:
        mov dword [es:di + 0x10], 0
        mov dword [es:di + 0x14], 0
        jmp .end
.zero_bytes:
        mov word [es:di + 0x18], 0
        jmp .end
.bytes:
        mov ax, [config(i13_p48_number)]
        mov [es:di + 0x18], ax
        jmp .end
.many_bytes:
        mov word [es:di + 0x18], 0xFFFF
        jmp .end
.overrun:
        mov cx, [config(i13_p48_number)]
        add di, 0x1A
        mov al, 0xDB
        rep stosb
.end:
        pop es
.done:
        ret
