; An option ROM that takes the disk extensions away from any BIOS: INT 13h AH=41h to 48h fail, so that only CHS is left.
; BIOS Boot Specification 1.01, "Option ROM header"; Ralf Brown's Interrupt List, INT 13h.

        bits 16
        org 0
        db 0x55, 0xAA, 1                ; 512 bytes
        jmp short init

old:    dd 0                            ; writable while option ROMs are started, and read only behind

init:   push eax
        push ds
        xor ax, ax
        mov ds, ax
        mov eax, [0x13 * 4]
        mov [cs:old], eax
        mov word [0x13 * 4], handler
        mov [0x13 * 4 + 2], cs
        pop ds
        pop eax
        retf

handler:
        cmp ah, 0x41
        jb .pass
        cmp ah, 0x48
        ja .pass
        mov ah, 0x01                    ; invalid function
        push bp
        mov bp, sp
        or byte [bp + 6], 1             ; carry, in the flags that IRET restores
        pop bp
        iret
.pass:  jmp far [cs:old]

        times 511 - ($ - $$) db 0
        db 0                            ; the builder of the ROM makes the sum of all bytes zero
