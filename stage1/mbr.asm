; Stage 1, a boot sector for every layout: 512 bytes that load stage 2, prove it whole and jump to it, or say why not.
; Phoenix, "BIOS Boot Specification" 1.01 (entry); T13, "BIOS Enhanced Disk Drive Services" 3.0 (INT 13h AH=42h).
;
; Before: the BIOS, or another boot sector, has put this one at linear 7C00h, in real mode. DL should be the boot
;         drive. Nothing else holds.
; After:  stage 2 lies at STAGE2_PACKED_SEGMENT:0 with its checksum verified, CS:IP is its first byte, DL the drive it
;         came from, SS 0, SP near STACK_TOP. This sector is still at 7C00h: its volume's parameters in 03h to 59h if it
;         is a boot record, its identity at 1B8h, its partition table at 1BEh.
;
; It is a disk's MBR (a GPT disk's, too), a FAT volume's boot record, or both in one on a floppy. disk/image/layouts/
; puts it where it belongs, and writes into the operands listed at 4Eh where stage 2 lies there. It can also put
; `xor ax, ax` in front of the jump: a few BIOSes take a sector that begins with a jump for a diskette's, and run no
; other kind of MBR.
;
; A BIOS call is taken to destroy every register but SS:SP: what must live is in memory around BP, and BP, DS and the
; direction flag are set again after each call. Some BIOSes enter at 07C0:0000; as every jump here is relative, and
; no data is reached through CS, that makes no difference and CS stays as it is.

%include "constants.inc"                ; from include/layout.hpp
%include "stage2.inc"                   ; STAGE2_SIZE and STAGE2_CRC_START: what the build made

        bits 16
        org STAGE1_BASE

TRIES           equ 5                   ; failures that are forgiven in a row, with a reset after each
HARD_DISKS      equ 0x475               ; BIOS data area: how many there are
NO_DISK_YET     equ 0x7F                ; one below the first hard disk
FRAME           equ STACK_TOP - 2       ; what BP holds

; Variables: the first bytes of the stack. Those below BP are pushed anew for each place where stage 2 may be.
        absolute -10
buffer:         resw 2                  ; where the next sector goes, offset and segment
drive:          resb 1                  ; the drive being tried
tries:          resb 1                  ; failures still forgiven
lba:            resd 1                  ; the sector being read
bios_drive:     resb 1                  ; the drive that the BIOS named
next_drive:                             ; the hard disk to try next,
status:         resb 1                  ; and in the end why it failed: AH, or 0 when stage 2 was read but is not whole

; Bytes 03h to 59h are the FAT volume's parameters where this is its boot record. In an MBR some BIOSes want to see such
; parameters all the same, and some write into them. So these look right, agree with the partition table (255 heads,
; 63 sectors), and nothing below depends on them.
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

; For the image builder: where the operands are that it writes. There is no room to load them from a table.
        dw read_chs.sectors_per_track - boot_sector     ; byte: of a drive whose geometry the BIOS does not know
        dw read_chs.highest_head - boot_sector  ; byte: the same
        dw first_place.operand - boot_sector    ; dword: LBA of stage 2
        dw second_place.operand - boot_sector   ; dword: another LBA, for when it is not at the first
        dw sectors.operand - boot_sector        ; byte: how many sectors it has
        dw sector_size.operand - boot_sector    ; byte: their size in bytes, of which it is the upper half

start:
%ifdef BREAK_stage1
        xchg bx, bx                     ; Bochs stops here
%endif
        xor ax, ax
        mov ss, ax                      ; and no interrupt before SP is right, too
        mov sp, STACK_TOP
        call disk.registers
        mov dh, NO_DISK_YET
        push dx                         ; `bios_drive` and `next_drive`
        jmp short first_place

; All of it twice, as a BIOS may name the wrong drive and need some reads to wake up, too; DL is the one it named. Then
; one line on screen and COM1: "FJ-0101 AH=0C DL=80 LBA=0000002A" (unreadable) or "FJ-0102 …" (damaged).
give_up:
        mov si, message
        dec byte [si]                   ; to 11, which has an odd number of ones, and then to 10, a line feed
        jpo start
        mov [bp + status], ah           ; since `failed`
        neg ah                          ; carry, but for 0
        sbb byte [si + message.digit - message], 0
        mov bx, status - lba            ; six bytes to show, the most significant one first; and BH is 0, see `put`
        mov al, 13
.put:
        call put
.next:
        lodsb
        test al, al
        jnz .put
        mov al, [bx + FRAME - 0x10000 + lba]    ; a zero in the text stands for one of them
        call put_hex
        dec bx
        jns .next
        xor ax, ax                      ; wait for a key
        push bx
        push ax
        int 0x16
        retf                            ; and restart, at FFFF:0000

; Nothing at one place. The BIOS's drive may be this partition alone, as when a stick is presented as a floppy: then
; stage 2 lies at the second place. Or the BIOS has named the wrong drive, as some do that boot a hard disk and say 00h:
; try the hard disks that it counts, and then its own drive once more, so that the message is about that one.
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
        jg give_up                      ; signed, so that 0 is beyond FF
        mov dl, dh

first_place:
        mov ecx, strict dword STAGE2_LBA
.operand equ $ - 4

; In: ECX the place, DL the drive.
try_place:
        mov dh, TRIES
        movzx esp, bp                   ; the upper half, too: the BIOS may have left junk there
        push ecx                        ; `lba`
        push dx                         ; `drive` and `tries`
        push word STAGE2_PACKED_SEGMENT ; `buffer`
        push ss                         ; 0

; All of stage 2 in one extended read. AH=41h is not asked whether the drive has extensions: some BIOSes say yes and
; have none, some say no and have them, and the checksum tells in either case. Each call has a new packet.
read_extended:
        push ss                         ; the disk address packet: LBA, of which this is the upper half,
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

; Is what lies at STAGE2_PACKED_SEGMENT:0 now what the build made? Then go there. The sum starts at the value from which
; just this stage 2 brings it to FFFFFFFFh.
verify:
        mov ds, [bp + buffer + 2]
        xor si, si
        mov cx, STAGE2_SIZE
        mov edx, STAGE2_CRC_START
        mov ah, 0
.byte:
        lodsb
        xor al, dl
        imul bx, ax, 4
        shr edx, 8
        xor edx, [bx + STAGE2_CRC_TABLE]
        loop .byte                      ; keeps ZF
        inc edx                         ; and not to 0, which a table of zeros brings every value to
        mov dl, [bp + drive]
        push ds
        push cx
        push ss
        pop ds
        jnz failed
        retf

; In: AH why it failed. Once more, until there have been too many.
failed:
        dec byte [bp + tries]
        jz next_place
        mov ah, 0                       ; reset the drive
        call disk

; Sector by sector in the old way, where the extended read failed or brought something else: a drive or BIOS that has
; none, or has a limit, or has to be asked twice.
read_chs:
        cmp byte [bp + buffer + 1], STAGE2_SIZE >> 8
        je verify
%ifndef BREAK_stage1                    ; there is no room for both, and Bochs needs no guard
        xor di, di                      ; ES:DI = 0 guards against BIOS faults (Ralf Brown)
        mov es, di
%endif
        mov ah, 0x08                    ; drive parameters
        call disk
        jc .no_answer                   ; whatever is in the registers then
        and cx, 63                      ; CX: sectors per track
        jnz .geometry
.no_answer:
        mov cx, 63                      ; no answer, or nonsense: the geometry that the image is made for
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
        jae read_extended               ; the quotient is far beyond 1023, the last cylinder that can be named
        div bx
        xchg dx, ax                     ; DX: cylinder
        cmp dh, 1024 >> 8
        jae .beyond                     ; and from there on: it is too far from here
        div cl                          ; AL: head; AH: sector
        mov ch, dl
        mov cl, dh                      ; bits 8 and 9 of the cylinder stand above the sector
        shl cl, 6
        or cl, ah
        inc cx                          ; sectors count from 1
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

; INT 13h for [drive]. Out: carry as the BIOS set it.
disk:
        mov dl, [bp + drive]
        stc
        int 0x13
.registers:
        sti                             ; some BIOSes wait for an interrupt, and some return with them off
        cld
        push ss
        pop ds
        mov bp, FRAME
        ret

; AL in hexadecimal.
put_hex:
        aam 16                          ; AH: high digit, AL: low digit
        call .digit
.digit:
        xchg al, ah                     ; the high one at the call, the low one behind it
        cmp al, 10
        sbb al, 0x69
        das                             ; '0' to '9', 'A' to 'F'

; The character AL, while BH is 0. Keeps all 16-bit registers but DX, and makes DS and the flags right.
put:
        pusha
        mov ah, 0x0E                    ; teletype, page BH
        mov bl, 7                       ; grey on black, where the screen is in a graphics mode
        int 0x10
        mov dx, 0x3FD                   ; COM1, line status
        xor cx, cx                      ; 65,536 looks at the most
.wait:
        in al, dx
        test al, 0x20                   ; transmitter empty
        loopz .wait
        popa
        mov dx, 0x3F8                   ; COM1, data
        out dx, al
        jmp short disk.registers        ; which returns

message:        db 12, "FJ-010"
.digit:         db "2 AH=", 0, " DL=", 0, " LBA=", 0, 0, 0, 0

; 1B8h to 1FDh, identity and partition table, are the builder's.
%assign code_left BOOT_SECTOR_CODE_END - ($ - boot_sector)
%if code_left < 0
%error stage 1 has too much code: code_left bytes are left of 440
%endif
        times (code_left > 0) * code_left + 70 db 0
        dw 0xAA55
