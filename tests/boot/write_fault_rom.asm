; SPDX-License-Identifier: BSD-2-Clause
; Contains an option ROM whose INT 13h AH=43h has a fault that BIOSes and sticks have, or loses power. Ralf Brown's
; Interrupt List, INT 13h AH=43h, and MEM 0040h:00F0h, which is free for programs and zero at first.
;
;   -D WRITE=n          only the n-th write, from 1 on, has the fault
;   -D LOST             says success and writes nothing
;   -D SHIFTED=n        writes the sector n behind: 1, or -1
;   -D TWICE            writes the same bytes to the next sector, too
;   -D PROTECTED        fails with status 03h
;   -D TEARS=n          writes the first n bytes, and the sector's old bytes behind
;   -D TOO_MANY         writes two sectors from the buffer
;   -D DROPS=mask       of the lower half of each LBA, in reads and writes, only these bits count
;   -D CHS              AH=42h and AH=43h fail
;   -D LIES             one read says success and brings nothing: the LIES-th one
;   -D HALTS            after the write, if there was one, the power is off: QEMU ends by port F4h, with status 3

%include "int13_rom.inc"

handler:
        cmp ah, 0x43
        je near .write
%ifdef CHS
        cmp ah, 0x42
        je near .refuse
%endif
%ifdef DROPS
        cmp ah, 0x42
        jne .pass
        and dword [si + 8], DROPS
%endif
%ifdef LIES
        cmp ah, 0x42
        jne .pass
        cmp sp, 0xC000                  ; layout.hpp: the stack of both stages
        jb .pass
        push ds
        push word 0x40
        pop ds
        inc word [COUNTER]
        cmp word [COUNTER], LIES
        pop ds
        jne .pass
        xor ah, ah
        jmp near .success
%endif
.pass:
        jmp far [cs:old]

.write:
%ifdef WRITE
        push ds
        push word 0x40
        pop ds
        inc word [COUNTER]
        cmp word [COUNTER], WRITE
        pop ds
        jne .pass
%endif
%ifdef CHS
        jmp near .refuse
%elifdef PROTECTED
        mov ah, 0x03
        jmp near .failure
%elifdef SHIFTED
        add dword [si + 8], SHIFTED
        jmp short .pass
%elifdef TOO_MANY
        mov word [si + 2], 2
        jmp short .pass
%elifdef DROPS
        and dword [si + 8], DROPS
        jmp short .pass
%elifdef TWICE
        push dword [si + 8]
        call bios
        pop dword [si + 8]
        inc dword [si + 8]
        mov ax, 0x4300
        mov word [si + 2], 1
        jmp short .pass
%elifdef TEARS
        pushad
        push es
        les di, [si + 4]                ; ES:DI: the sector
        push di
        push es
        mov word [si + 4], OLD_BYTES
        mov ax, 0x4200
        call bios
        pop es
        pop di
        mov [si + 4], di
        mov [si + 6], es
        push si
        push ds
        push es
        pop ds
        mov si, OLD_BYTES + TEARS
        add di, TEARS
        mov cx, 512 - TEARS
        cld
        rep movsb
        pop ds
        pop si
        mov word [si + 2], 1
        mov ax, 0x4300
        call bios
        pop es
        popad
%endif
%ifdef HALTS
        mov al, 1
        out 0xF4, al
        cli
.off:
        hlt
        jmp short .off
%endif
.success:
        xor ah, ah
        push bp
        mov bp, sp
        and byte [bp + 6], ~1           ; carry, in the flags that IRET restores
        pop bp
        iret
.refuse:
        mov ah, 0x01
.failure:
        push bp
        mov bp, sp
        or byte [bp + 6], 1
        pop bp
        iret

; Calls the BIOS's own INT 13h. AH is the function; DL and DS:SI are the caller's.
bios:
        pushf
        call far [cs:old]
        ret

OLD_BYTES equ 0x8000                    ; in the loader's transfer buffer, behind what it uses for a write
COUNTER   equ 0xF0                      ; in the BIOS data area
