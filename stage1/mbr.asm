; SPDX-License-Identifier: BSD-2-Clause
; Stage 1, a boot sector for all layouts: 512 bytes that load stage 2, verify it and jump to it, or print an error.
; Phoenix, "BIOS Boot Specification" 1.01 (entry); T13, "BIOS Enhanced Disk Drive Services" 3.0 (INT 13h AH=42h).
;
; Before: the BIOS, or another boot sector, has loaded this sector at linear 7C00h, in real mode. DL should be the boot
;         drive. Nothing else is assumed.
; After:  stage 2 is at STAGE2_PACKED_SEGMENT:0 with its checksum verified, CS:IP is its first byte, DL the drive it was
;         read from, SS 0, SP near STACK_TOP. This sector is still at 7C00h: its volume's parameters in 03h to 59h if it
;         is a boot record, its identity at 1B8h, its partition table at 1BEh.
;
; It is a disk's MBR (also of a GPT disk), a FAT volume's boot record, or both at once on a floppy. disk/image/layouts/
; writes it there, and writes the location of stage 2 into the operands listed at 4Eh. It can also insert `xor ax, ax`
; before the jump: a few BIOSes take a sector that begins with a jump for a diskette's, and run only other MBRs.
;
; BIOS calls may change all registers except SS:SP. So the state is in memory around BP, and BP, DS and the direction
; flag are set again after each call. Some BIOSes enter at 07C0:0000. This does not matter: all jumps are relative, no
; data is accessed through CS, and CS is never changed.

%include "constants.inc"                ; from include/layout.hpp
%include "stage1/sum.inc"
%include "stage2.inc"                   ; STAGE2_SIZE and STAGE2_SUM_START, from the build

        bits 16
        org STAGE1_BASE

TRIES           equ 5                   ; permitted failures in a row, with a reset after each
HARD_DISKS      equ 0x475               ; BIOS data area: number of hard disks
NO_DISK_YET     equ 0x7F                ; one below the first hard disk
FRAME           equ STACK_TOP - 2       ; the value of BP

; Variables: the first bytes of the stack. Those below BP are pushed again for each place where stage 2 may be.
        absolute -10
buffer:         resw 2                  ; destination of the next sector, offset and segment
drive:          resb 1                  ; the drive being tried
tries:          resb 1                  ; remaining permitted failures
lba:            resd 1                  ; the sector being read
bios_drive:     resb 1                  ; the drive in DL at the start
next_drive:                             ; the hard disk to try next,
status:         resb 1                  ; and finally the reason: AH, or 0 if stage 2 was read but is damaged

; Bytes 03h to 59h are the FAT volume's parameters in a boot record. Some BIOSes expect such parameters in an MBR too,
; and some write to them. So these are plausible and agree with the partition table (255 heads, 63 sectors), and the
; code does not use them.
        section .text
boot_sector:
        jmp short start
        nop
        db "FARJUMP "                   ; 03h BS_OEMName
        dw 512                          ; 0Bh BPB_BytsPerSec
        db 2                            ; 0Dh BPB_SecPerClus
        dw 32                           ; 0Eh BPB_RsvdSecCnt
        db 2                            ; 10h BPB_NumFATs
        dw 0, 0                         ; 11h BPB_RootEntCnt, 13h BPB_TotSec16
        db 0xF8                         ; 15h BPB_Media: a fixed disk
        dw 0                            ; 16h BPB_FATSz16
        dw 63, 255                      ; 18h BPB_SecPerTrk, 1Ah BPB_NumHeads
        dd 0                            ; 1Ch BPB_HiddSec
        times BOOT_SECTOR_OPERANDS - ($ - boot_sector) db 0

; For the image builder: the offsets of the operands that it writes. There is no space for code that loads them from a
; table.
        dw read_chs.sectors_per_track - boot_sector     ; byte: for a drive whose geometry the BIOS does not report
        dw read_chs.highest_head - boot_sector  ; byte: the same
        dw first_place.operand - boot_sector    ; dword: LBA of stage 2
        dw second_place.operand - boot_sector   ; dword: another LBA, tried if it is not at the first
        dw sectors.operand - boot_sector        ; byte: its number of sectors
        dw sector_size.operand - boot_sector    ; byte: upper half of their size in bytes

start:
%ifdef BREAK_stage1
        xchg bx, bx                     ; Bochs stops here
%endif
        xor ax, ax
        mov ss, ax                      ; also delays interrupts until SP is set
        mov sp, STACK_TOP
        call disk.registers
        mov dh, NO_DISK_YET
        push dx                         ; `bios_drive` and `next_drive`
        jmp short first_place

; Runs everything twice, because a BIOS may name the wrong drive and need some reads to wake up; DL is the drive that it
; named. Then prints one line on screen and COM1: "FJ-0101 AH=0C DL=80 LBA=0000002A" (unreadable) or "FJ-0102 …"
; (damaged).
give_up:
        mov si, message
        dec byte [si]                   ; also the round counter: 11 (odd parity: again), 10 (even: a line feed)
        jpo start
        mov [bp + status], ah           ; AH as set before `failed`
        neg ah                          ; carry, except for 0
        sbb byte [si + message.digit - message], 0
        mov bx, status - lba            ; six bytes to print, most significant first; sets BH to 0, see `put`
        mov al, 13
.put:
        call put
.next:
        lodsb
        test al, al
        jnz .put
        mov al, [bx + FRAME - 0x10000 + lba]    ; a zero in the text is a placeholder for one of them
        call put_hex
        dec bx
        jns .next
        xor ax, ax                      ; wait for a key
        push bx
        push ax
        int 0x16
        retf                            ; and restart, at FFFF:0000

; Stage 2 is not at this place. The BIOS's drive may be this partition alone, as when a stick is presented as a floppy:
; then stage 2 is at the second place. Or the BIOS named the wrong drive: some report 00h for a hard disk. So try all
; hard disks that it counts, and finally its own drive again, so that the message is about that drive.
next_place:
        mov dx, [bp + bios_drive]       ; and `next_drive`
second_place:
        mov ecx, strict dword STAGE2_LBA
.operand equ $ - 4
        inc byte [bp + next_drive]
        jo try_place                    ; it was NO_DISK_YET
        mov al, [HARD_DISKS]
        or al, 0x80
        cmp dh, al
        je first_place
        jg give_up                      ; signed, so that 0 exceeds FF
        mov dl, dh

first_place:
        mov ecx, strict dword STAGE2_LBA
.operand equ $ - 4

; In: ECX the place, DL the drive.
try_place:
        mov dh, TRIES
        movzx esp, bp                   ; clears the upper half, in which the BIOS may have left junk
        push ecx                        ; `lba`
        push dx                         ; `drive` and `tries`
        push word STAGE2_PACKED_SEGMENT ; `buffer`
        push ss                         ; 0

; Reads all of stage 2 in one extended read. Does not ask AH=41h for extensions: some BIOSes report them wrongly, in
; either direction, and the checksum shows the result. Each call gets a new packet.
read_extended:
        push ss                         ; the disk address packet: LBA, here its upper half,
        push ss
        push dword [bp + lba]
        push dword [bp + buffer]        ; buffer,
sectors:
        push byte STAGE2_SIZE / 512     ; count,
.operand equ $ - 1
        push word 16                    ; and its own size
        mov si, sp
        mov ah, 0x42
        call disk
        jc failed

; Verifies the bytes at STAGE2_PACKED_SEGMENT:0 and jumps there if they are those of the build.
verify:
        mov ds, [bp + buffer + 2]
        add_up_stage2                   ; ZF: they are
        xchg ax, cx                     ; AH: 0, "damaged", if it is
        mov dl, [bp + drive]
        push ds
        push ax                         ; 0
        push ss
        pop ds
        jnz failed
        retf

; In: AH the reason. Tries again until there have been too many failures.
failed:
        dec byte [bp + tries]
        jz next_place
        mov ah, 0                       ; reset the drive
        call disk

; Reads single sectors by CHS after the extended read failed or returned wrong data: because the drive or BIOS has no
; extensions, or a limit, or needs a second attempt.
read_chs:
        cmp byte [bp + buffer + 1], STAGE2_SIZE >> 8
        je verify
%ifndef BREAK_stage1                    ; no space for both, and Bochs needs no protection
        xor di, di                      ; ES:DI = 0 works around BIOS bugs (Ralf Brown)
        mov es, di
%endif
        mov ah, 0x08                    ; drive parameters
        call disk
        jc .no_answer                   ; the registers are then undefined
        and cx, 63                      ; CX: sectors per track
        jnz .geometry
.no_answer:
        mov cx, 63                      ; no or invalid answer: the geometry of the image
.sectors_per_track equ $ - 2
        mov dh, 254
.highest_head equ $ - 1
.geometry:
        movzx ax, dh                    ; the highest head's number
        inc ax
        mul cx
        xchg bx, ax                     ; BX: sectors per cylinder
        les ax, [bp + lba]
        mov dx, es
        cmp dx, bx
.beyond:
        jae read_extended               ; the quotient is far above 1023, the last cylinder of CHS
        div bx
        xchg dx, ax                     ; DX: cylinder
        cmp dh, 1024 >> 8
        jae .beyond                     ; through .beyond: it is too far for a direct jump
        div cl                          ; AL: head; AH: sector
        mov ch, dl
        mov cl, dh                      ; bits 8 and 9 of the cylinder are above the sector
        shl cl, 6
        or cl, ah
        inc cx                          ; sectors are numbered from 1
        mov dh, al
        les bx, [bp + buffer]
        mov ax, 0x0201                  ; read one sector
        call disk
        jc failed
        mov byte [bp + tries], TRIES
        inc dword [bp + lba]
sector_size:
        add byte [bp + buffer + 1], 512 >> 8
.operand equ $ - 1
        jmp read_chs

; Calls INT 13h for [drive]. Out: carry from the BIOS.
disk:
        mov dl, [bp + drive]
        stc
        int 0x13
.registers:
        sti                             ; some BIOSes wait for an interrupt, and some return with interrupts off
        cld
        push ss
        pop ds
        mov bp, FRAME
        ret

%include "stage1/put.inc"

message:        db 12, "FJ-010"
.digit:         db "2 AH=", 0, " DL=", 0, " LBA=", 0, 0, 0, 0

; The image builder writes 1B8h to 1FDh: identity and partition table.
%assign code_left BOOT_SECTOR_CODE_END - ($ - boot_sector)
%if code_left < 0
%error stage 1 has too much code: code_left bytes are left of 440
%endif
        times (code_left > 0) * code_left + 70 db 0
        dw 0xAA55
