; SPDX-License-Identifier: BSD-2-Clause
; Contains a boot sector that does everything the loader avoids, to show that keys that have no effect in the loader's
; boots do have one in this boot. Ralf Brown's Interrupt List, INT 10h to INT 1Ah.
;
;   -D FIRST_DISK=0x80  the boot disk
;   -D RESTART=0x18     the last act, which does not return if all is well: INT 18h or INT 19h

        bits 16
        org 0x7C00

BUFFER          equ 0x5000              ; a segment
SECOND_DISK     equ 0x81

; read drive, packet's size, sectors, offset, segment, LBA
%macro read 6
        mov word [packet], %2
        mov word [packet + 2], %3
        mov word [packet + 4], %4
        mov word [packet + 6], %5
        mov dword [packet + 8], %6
        mov dl, %1
        call read_packet
%endmacro

        xor ax, ax
        mov ds, ax
        mov ss, ax
        mov sp, 0x7C00
        cld
        sti
        mov ax, 0x2401                  ; services that nobody needs
        int 0x15
        mov ax, 0xE801
        int 0x15
        mov ax, 0x4F03
        int 0x10
        mov ah, 0x41
        mov bx, 0x55AA
        mov dl, FIRST_DISK
        int 0x13
        mov ax, 0x4B01                  ; the status of an emulation
        mov dl, FIRST_DISK
        mov si, packet + 24
        int 0x13
        mov word [packet], 0x10         ; too small for an answer
        mov si, packet
        mov ah, 0x48
        mov dl, FIRST_DISK
        int 0x13

        read FIRST_DISK, 24, 1, 0, BUFFER, 1            ; a packet of EDD 3.0
        read FIRST_DISK, 16, 128, 0, BUFFER, 1          ; as many sectors as fit into 64 KiB
        read FIRST_DISK, 16, 4, 0xFC00, BUFFER, 1       ; across a 64 KiB line
        read FIRST_DISK, 16, 1, 1, BUFFER, 1            ; to an odd address
        read FIRST_DISK, 16, 1, 0, 0xA000, 1            ; above low memory
        read FIRST_DISK, 16, 1, 0, BUFFER, 100_000      ; far out,
        read FIRST_DISK, 16, 1, 0, BUFFER, 20_000_000   ; farther,
        mov byte [packet + 13], 1       ; and beyond all disks
        mov dl, FIRST_DISK
        call read_packet
        mov byte [packet + 13], 0
        push word BUFFER                ; across the end of a track
        pop es
        xor bx, bx
        mov ax, 0x0204
        mov cx, 62
        mov dx, FIRST_DISK
        int 0x13
        read SECOND_DISK, 16, 1, 0, BUFFER, 0           ; another disk

        mov ah, 0x86                    ; no wait
        xor cx, cx
        mov dx, 1000
        int 0x15
        in al, 0x21                     ; the timer masked
        or al, 1
        out 0x21, al
        read FIRST_DISK, 16, 1, 0, BUFFER, 1
        int RESTART
.forever:
        hlt
        jmp .forever

read_packet:
        mov ah, 0                       ; a reset: it may be stuck
        int 0x13
        mov si, packet
        mov ah, 0x42
        int 0x13
        ret

        align 4
packet: times 24 db 0
        times 510 - ($ - $$) db 0
        dw 0xAA55
