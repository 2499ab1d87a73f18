; SPDX-License-Identifier: BSD-2-Clause
; Stage 1 of a CD: loads stage 2, verifies it and jumps to it, or prints an error.
; Phoenix and IBM, "El Torito" 1.0 (the boot entry without emulation); T13, "BIOS Enhanced Disk Drive Services" 3.0
; (INT 13h AH=42h, with the CD's sectors of 2048 bytes).
;
; Before: the BIOS has loaded this sector of 2048 bytes at linear 7C00h, in real mode. DL should be the CD's drive, often
;         E0h. Nothing else is assumed.
; After:  as after stage1/mbr.asm: stage 2 is at STAGE2_PACKED_SEGMENT:0 with its checksum verified, CS:IP is its first
;         byte, DL the drive it was read from, SS 0, SP near STACK_TOP.
;
; The first 512 bytes have the form of a boot sector, because stage 2 looks at 7C00h for the identity of the disk that it
; came from, and for the LBA that it was read from, in an instruction `mov ecx, LBA` before 1B8h. So there is only one.
; disk/image/layouts/iso.sh writes both, and the byte at BOOT_SECTOR_FIRST_READ.
;
; BIOS calls may change all registers except SS:SP. Some BIOSes enter at 07C0:0000; all jumps are relative, and no data
; is accessed through CS.

%include "constants.inc"                ; from include/layout.hpp
%include "stage1/sum.inc"
%include "stage2.inc"                   ; STAGE2_SIZE and STAGE2_SUM_START, from the build

        bits 16
        org STAGE1_BASE

TRIES           equ 5                   ; for one sector, with a reset after each failure
SECTOR          equ 2048
SECTORS         equ STAGE2_SIZE / SECTOR
%if STAGE2_SIZE % SECTOR
%error stage 2 does not fill whole sectors of a CD
%endif

boot_sector:
        jmp short start
        nop
        db "FARJUMP "
        times BOOT_SECTOR_CODE_BEGIN - ($ - boot_sector) db 0

start:
        mov ecx, strict dword 0         ; LBA of stage 2, written at BOOT_SECTOR_CODE_BEGIN + 2
        xor ax, ax
        mov ss, ax                      ; also delays interrupts until SP is set
        mov sp, STACK_TOP
        call disk.registers
        mov [lba], ecx
        mov [drive], dl
        mov [bios_drive], dl

; The drive that the BIOS named: all of stage 2 in one read. If that fails or brings wrong data, sector by sector.
        call read_all
        jc .singly
        call start_if_right
.singly:
        call read_singly
        mov [status], ah
        jc other_drives
        call start_if_right
        mov byte [status], 0            ; all of it was read, and is damaged

; Some BIOSes name another drive than the CD's. The numbers from 80h up belong to hard disks and CDs; the checksum shows
; which one is right.
other_drives:
        mov byte [drive], 0xFF
.next:
        call read_all
        jc .wrong
        call start_if_right
.wrong:
        dec byte [drive]
        js .next

; Prints the same line as stage1/mbr.asm, about the drive that the BIOS named, and what the user can do. LBA counts
; sectors of 2048 bytes.
        mov al, [bios_drive]
        mov [drive], al
        movzx eax, word [sectors_read]
        add [lba], eax
        mov si, unreadable
        cmp byte [status], 0
        jne .words
        mov si, damaged
        inc byte [message.digit]        ; FJ-0101 becomes FJ-0102
.words:
        push si
        mov si, message
        mov bx, status - lba            ; six bytes to print, most significant first; sets BH to 0, see `put`
.put:
        lodsb
        test al, al
        jz .number
        call put
        jmp .put
.number:                                ; a zero in the text is a placeholder for one of them
        mov al, [bx + lba]
        call put_hex
        dec bx
        jns .put
        pop si
        xor bx, bx
.explain:
        lodsb
        call put
        cmp byte [si], 0
        jne .explain
        xor ax, ax                      ; wait for a key
        int 0x16
        jmp 0xFFFF:0                    ; and restart

; Reads all of stage 2 at once. Out: carry and AH from the BIOS.
read_all:
        mov cx, SECTORS
        mov eax, [lba]
        mov dx, STAGE2_PACKED_SEGMENT

; Reads CX sectors from EAX on to DX:0. Out: carry and AH from the BIOS. Fills the packet each time, because a BIOS may
; change it.
read:
        mov word [packet], 16           ; its own size
        mov [packet + 2], cx            ; count
        mov word [packet + 4], 0        ; buffer: offset,
        mov [packet + 6], dx            ; segment
        mov [packet + 8], eax           ; LBA
        mov dword [packet + 12], 0
        mov si, packet
        mov ah, 0x42

; Calls INT 13h for [drive]. Out: carry from the BIOS.
disk:
        movzx esp, sp                   ; the BIOS may have left junk in the upper half
        mov dl, [drive]
        stc
        int 0x13
.registers:
        sti                             ; some BIOSes wait for an interrupt, and some return with interrupts off
        cld
        push ss
        pop ds
        ret

%include "stage1/put.inc"

; Jumps to the bytes at STAGE2_PACKED_SEGMENT:0 if they are those of the build. Otherwise returns.
start_if_right:
        mov ax, STAGE2_PACKED_SEGMENT
        mov ds, ax
        add_up_stage2                   ; ZF: they are
        push ss
        pop ds
        jnz .wrong
        mov dl, [drive]
        jmp STAGE2_PACKED_SEGMENT:0
.wrong:
        ret

        times BOOT_SECTOR_CODE_END - ($ - boot_sector) db 0
        dd 0                            ; the identity
        times SECTOR_SIZE - 2 - ($ - boot_sector) db 0
        dw 0xAA55

; Reads stage 2 in single sectors. Out: [sectors_read], and carry and AH from the BIOS for the sector behind them.
read_singly:
        mov word [sectors_read], 0
.sector:
        mov byte [tries], TRIES
.try:
        mov cx, 1
        movzx eax, word [sectors_read]
        imul dx, ax, SECTOR / 16
        add dx, STAGE2_PACKED_SEGMENT
        add eax, [lba]
        call read
        jnc .next
        dec byte [tries]                ; keeps the carry
        jz .end
        mov ah, 0                       ; reset the drive
        call disk
        jmp .try
.next:
        inc word [sectors_read]
        cmp word [sectors_read], SECTORS
        jb .sector
.end:
        ret

message:        db 13, 10, "FJ-010"
.digit:         db "1 AH=", 0, " DL=", 0, " LBA=", 0, 0, 0, 0
unreadable:     db 13, 10, "The CD cannot be read. Clean it, burn it again at a lower speed, or use another"
                db 13, 10, "drive. The same image boots from a USB stick, too.", 13, 10, 0
damaged:        db 13, 10, "The CD does not hold what the image holds. Burn the image again, and let the"
                db 13, 10, "program compare.", 13, 10, 0

; The numbers of the message, from the last one to the first.
lba:            dd 0                    ; of stage 2; finally of the sector that could not be read
drive:          db 0                    ; the drive to read from
status:         db 0                    ; AH of the failure, or 0 if stage 2 is damaged

bios_drive:     db 0                    ; DL at the start
tries:          db 0
sectors_read:   dw 0
packet:         times 16 db 0           ; the disk address packet

        times SECTOR - ($ - boot_sector) db 0
