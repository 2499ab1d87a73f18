; SPDX-License-Identifier: BSD-2-Clause
; The smallest stage 1: 512 bytes that load stage 2 in one BIOS call, verify it and jump to it, or print an error.
; Phoenix, "BIOS Boot Specification" 1.01 (entry); T13, "BIOS Enhanced Disk Drive Services" 3.0 (INT 13h AH=42h).
;
; Before: the BIOS has loaded this sector at linear 7C00h, in real mode. DL is the number of the boot drive.
; After:  the same as stage1/mbr.asm: stage 2 is at STAGE2_PACKED_SEGMENT:0 with its checksum verified, CS:IP is its
;         first byte, DL the drive, SS 0, SP near STACK_TOP. This sector is still at 7C00h.
;
; This version is meant for reading. It relies on the BIOS to name the right drive, to have extended reads, to succeed
; at once and to preserve registers; otherwise it gives up. docs/first-boot-sector.md leads from here to stage1/mbr.asm.

%include "constants.inc"                ; from include/layout.hpp
%include "stage2.inc"                   ; STAGE2_SIZE and STAGE2_SUM_START, from the build

        bits 16                         ; the BIOS starts every processor's boot sector in real mode
        org STAGE1_BASE                 ; the BIOS loads it there: labels are relative to it

boot_sector:
        jmp short start                 ; skips the data
        nop                             ; a FAT volume's boot sector starts with these three bytes

; Bytes 03h to 59h are a FAT volume's parameters in a boot record. In an MBR, the image builder
; (disk/image/layouts/sectors.sh) reads at 4Eh the offsets of the six operands that it writes.
        times 0x4E - ($ - boot_sector) db 0
        dw not_used.byte - boot_sector  ; sectors per track: not used, no CHS here
        dw not_used.byte - boot_sector  ; highest head: not used either
        dw packet.lba - boot_sector     ; LBA of stage 2
        dw not_used.dword - boot_sector ; a second LBA: not used, only one place is tried
        dw packet.count - boot_sector   ; its number of sectors
        dw not_used.byte - boot_sector  ; their size: the BIOS knows it

start:
%ifdef BREAK_stage1
        xchg bx, bx                     ; Bochs stops here
%endif
        xor ax, ax
        mov ds, ax                      ; data is at 0:7C00h and up
        mov ss, ax                      ; delays interrupts for one instruction, so that SS and SP change
        mov sp, STACK_TOP               ; together; the stack grows down from here, away from this sector
        cld                             ; `lodsd` ascends

; Reads all of stage 2 in one extended read.
        mov si, packet                  ; DS:SI: the disk address packet
        mov ah, 0x42                    ; extended read, from drive DL
        int 0x13
        jc unreadable                   ; AH is the reason

; Computes a sum of these bytes, a dword at a time (include/core_sum.hpp). It starts at the value from which exactly this
; build's stage 2 leads to 0.
        push dx                         ; saves the drive: the register is needed for the sum
        push word STAGE2_PACKED_SEGMENT
        pop ds                          ; DS:SI: stage 2
        xor si, si
        mov cx, STAGE2_SIZE / 4         ; dwords left
        mov edx, STAGE2_SUM_START       ; the sum
.dword:
        imul edx, edx, CORE_SUM_MULTIPLIER      ; spreads each bit over the bits above
        rol edx, CORE_SUM_ROTATION      ; and brings those back down
        lodsd
        xor edx, eax                    ; adds the dword; ZF: the sum is 0
        loop .dword                     ; preserves the flags, as do the next instructions
        mov ah, cl                      ; 0: not a status of the BIOS
        pop dx                          ; DL: the drive; POP preserves the flags
        push ss
        pop ds                          ; DS: 0 again
        jnz damaged
        jmp STAGE2_PACKED_SEGMENT:0     ; to stage2/entry.asm

; Prints one line: the error and AH, such as "FJ-0101: stage 2 cannot be read, AH=0C".
damaged:
        mov si, is_damaged              ; AH is 0 here
        jmp short give_up
unreadable:
        mov si, cannot_be_read
give_up:
        mov bx, digits                  ; for `xlatb`: AL becomes the byte at [BX + AL]
        mov al, ah
        shr al, 4                       ; the high digit
        xlatb
        mov [status], al
        mov al, ah
        and al, 15                      ; the low digit
        xlatb
        mov [status + 1], al
        call print                      ; SI: the error
        mov si, with_status
        call print
        mov ah, 0                       ; wait for a key
        int 0x16
        jmp 0xFFFF:0                    ; where an 8086 starts after a reset: the BIOS restarts the machine

; Prints the zero-terminated text at DS:SI.
print:
        lodsb
        test al, al
        jz .end
        mov ah, 0x0E                    ; teletype: prints a character and moves the cursor
        mov bx, 7                       ; page 0, grey in graphics modes
        int 0x10
        jmp print
.end:
        ret

; The disk address packet: the input of INT 13h AH=42h.
packet:
        dw 16                           ; its own size
.count: dw STAGE2_SIZE / 512            ; sectors; the image builder writes the low byte
        dw 0, STAGE2_PACKED_SEGMENT     ; buffer, offset and segment
.lba:   dd STAGE2_LBA, 0                ; first sector; the image builder writes the low half

not_used:                               ; for operands that this stage 1 does not use
.dword:         dd 0
.byte:          db 0
digits:         db "0123456789ABCDEF"
cannot_be_read: db 13, 10, "FJ-0101: stage 2 cannot be read", 0
is_damaged:     db 13, 10, "FJ-0102: stage 2 is damaged", 0
with_status:    db ", AH="
status:         db "00", 13, 10, 0

; The image builder writes 1B8h to 1FDh: identity and partition table. The last two bytes mark a boot sector.
        times 0x1B8 - ($ - boot_sector) db 0    ; NASM reports an error if the code is too long
        times 70 db 0
        dw 0xAA55
