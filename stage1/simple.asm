; The smallest stage 1: 512 bytes that load stage 2 with one BIOS call, prove it whole and jump to it, or say why not.
; Phoenix, "BIOS Boot Specification" 1.01 (entry); T13, "BIOS Enhanced Disk Drive Services" 3.0 (INT 13h AH=42h).
;
; Before: the BIOS has put this sector at linear 7C00h, in real mode, and the number of the boot drive in DL.
; After:  as stage1/mbr.asm leaves it: stage 2 lies at STAGE2_PACKED_SEGMENT:0 with its checksum verified, CS:IP is its
;         first byte, DL the drive, SS 0, SP near STACK_TOP. This sector is still at 7C00h.
;
; It is for reading. It trusts the BIOS to name the right drive, to have extended reads, to succeed at once and to keep
; registers; where one of these is wrong, it gives up. docs/first-boot-sector.md leads from here to stage1/mbr.asm.

%include "constants.inc"                ; from include/layout.hpp
%include "stage2.inc"                   ; STAGE2_SIZE and STAGE2_CRC_START: what the build made

        bits 16                         ; the BIOS starts every processor's boot sector in real mode
        org STAGE1_BASE                 ; where the BIOS puts it: labels count from there

boot_sector:
        jmp short start                 ; over what is no code
        nop                             ; a FAT volume's boot sector starts with these three bytes

; Bytes 03h to 59h are a FAT volume's parameters where this is its boot record. In an MBR, the image builder
; (disk/image/layouts/sectors.sh) finds at 4Eh the offsets of the six operands that it writes.
        times 0x4E - ($ - boot_sector) db 0
        dw not_used.byte - boot_sector  ; sectors per track: there is no CHS here
        dw not_used.byte - boot_sector  ; highest head: the same
        dw packet.lba - boot_sector     ; LBA of stage 2
        dw not_used.dword - boot_sector ; a second LBA: stage 2 is looked for at one place only
        dw packet.count - boot_sector   ; how many sectors it has
        dw not_used.byte - boot_sector  ; their size: the BIOS knows it

start:
%ifdef BREAK_stage1
        xchg bx, bx                     ; Bochs stops here
%endif
        xor ax, ax
        mov ds, ax                      ; data is at 0:7C00h and up
        mov ss, ax                      ; this one holds interrupts off for one instruction, so that the next one
        mov sp, STACK_TOP               ; completes the pair; the stack grows down from here, away from this sector
        cld                             ; `lodsb` counts up

; All of stage 2 in one extended read.
        mov si, packet                  ; DS:SI: what to read, and where to
        mov ah, 0x42                    ; extended read, from drive DL
        int 0x13
        jc unreadable                   ; AH says why

; CRC-32 of what was read, over a table of 256 values that stage 2 brings along. The sum starts at the value from which
; just the stage 2 of this build brings it to FFFFFFFFh.
        push dx                         ; the drive: the sum needs the register
        push word STAGE2_PACKED_SEGMENT
        pop ds                          ; DS:SI: stage 2
        xor si, si
        mov cx, STAGE2_SIZE             ; bytes left
        mov edx, STAGE2_CRC_START       ; the sum
        mov ah, 0                       ; AX is a byte from here on
.byte:
        lodsb
        xor al, dl                      ; the sum's low byte and this one choose an entry
        imul bx, ax, 4                  ; of four bytes
        shr edx, 8                      ; the sum moves on by a byte
        xor edx, [bx + STAGE2_CRC_TABLE]
        loop .byte
        inc edx                         ; FFFFFFFFh becomes 0; a table of zeros cannot bring the sum there
        pop dx                          ; DL: the drive. POP changes no flags
        push ss
        pop ds                          ; DS: 0 again
        jnz damaged
        jmp STAGE2_PACKED_SEGMENT:0     ; to stage2/entry.asm

; One line on the screen: what failed and AH, such as "FJ-0101: stage 2 cannot be read, AH=0C".
damaged:
        mov si, is_damaged              ; AH: 0 since the sum
        jmp short give_up
unreadable:
        mov si, cannot_be_read
give_up:
        mov bx, digits                  ; for `xlatb`: AL becomes the character at [BX + AL]
        mov al, ah
        shr al, 4                       ; the high digit
        xlatb
        mov [status], al
        mov al, ah
        and al, 15                      ; the low digit
        xlatb
        mov [status + 1], al
        call print                      ; SI: what failed
        mov si, with_status
        call print
        mov ah, 0                       ; wait for a key
        int 0x16
        jmp 0xFFFF:0                    ; where an 8086 starts after a reset: the BIOS restarts the machine

; The text at DS:SI, which ends with a 0.
print:
        lodsb
        test al, al
        jz .end
        mov ah, 0x0E                    ; teletype: the character, and the cursor moves on
        mov bx, 7                       ; on page 0, in grey where the screen is in a graphics mode
        int 0x10
        jmp print
.end:
        ret

; The disk address packet: what INT 13h AH=42h is told.
packet:
        dw 16                           ; its own size
.count: dw STAGE2_SIZE / 512            ; sectors; the image builder writes the low byte
        dw 0, STAGE2_PACKED_SEGMENT     ; buffer, offset and segment
.lba:   dd STAGE2_LBA, 0                ; first sector; the image builder writes the low half

not_used:                               ; the image builder writes here what this stage 1 does not need
.dword:         dd 0
.byte:          db 0
digits:         db "0123456789ABCDEF"
cannot_be_read: db 13, 10, "FJ-0101: stage 2 cannot be read", 0
is_damaged:     db 13, 10, "FJ-0102: stage 2 is damaged", 0
with_status:    db ", AH="
status:         db "00", 13, 10, 0

; 1B8h to 1FDh, identity and partition table, are the image builder's. The last two bytes mark a boot sector.
        times 0x1B8 - ($ - boot_sector) db 0    ; an error of NASM's if there is too much code
        times 70 db 0
        dw 0xAA55
