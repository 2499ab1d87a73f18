; Stage 1, the master boot record: 512 bytes that load stage 2, prove it whole and jump to it, or say why not.
; Phoenix, "BIOS Boot Specification" 1.01 (entry); T13, "BIOS Enhanced Disk Drive Services" 3.0 (INT 13h AH=42h).
;
; Before: the BIOS has put this sector at linear 7C00h, in real mode. DL should be the boot drive. Nothing else holds.
; After:  stage 2 lies at STAGE2_SEGMENT:0 with its checksum verified, CS:IP is its first byte, DL the drive it came
;         from, SS 0, SP near STACK_TOP. This sector, with the partition table, is still at 7C00h.
;
; A BIOS call is taken to destroy every register but SS:SP: what must live is in memory behind BP, and BP, DS and the
; direction flag are set again after each call. Some BIOSes enter at 07C0:0000; as every jump here is relative, and
; no data is reached through CS, that makes no difference and CS stays as it is.

%include "constants.inc"                ; from include/layout.hpp
%include "stage2.inc"                   ; STAGE2_SECTORS and STAGE2_CRC32: what the build made

        bits 16
        org STAGE1_BASE

TRIES           equ 5                   ; failures that are forgiven in a sector-wise read, with a reset after each
HARD_DISKS      equ 0x475               ; BIOS data area: how many there are

; Variables: the 16 bytes above the stack, where BP points.
        absolute 0
lba:            resw 1                  ; the sector being read
drive:          resb 1                  ; the drive being tried
tries:          resb 1                  ; failures still forgiven on it
status:         resb 1                  ; AH of the last call that failed; 0 when stage 2 was read but is not whole
                resb 1
bios_drive:     resb 1                  ; the drive that the BIOS named
candidate:      resb 1                  ; the drive to try next

; Some BIOSes take a sector for bootable only when it starts like a FAT volume, and some write into bytes 03h to 59h of
; it. So these look right, agree with the partition table (255 heads, 63 sectors), and nothing below depends on them.
        section .text
mbr:
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
        times 0x5A - ($ - mbr) db 0

start:
%ifdef BREAK_stage1
        xchg bx, bx                     ; Bochs stops here
%endif
        xor ax, ax
        mov ss, ax                      ; and no interrupt before SP is right, too
        mov sp, STACK_TOP
        mov ds, ax
        mov bp, sp
        mov dh, 0x80
        mov [bp + bios_drive], dx       ; and `candidate`: the first hard disk

; All of stage 2 in one extended read. AH=41h is not asked whether the drive has extensions: some BIOSes say yes and
; have none, some say no and have them, and the checksum tells in either case. In: DL drive.
try_drive:
        mov dh, TRIES
        mov [bp + drive], dx            ; and `tries`
        push dword 0                    ; the disk address packet: LBA,
        push dword STAGE2_LBA
        push word STAGE2_SEGMENT        ; buffer,
        push word 0
        push word STAGE2_SECTORS        ; count,
        push word 16                    ; and its own size
        mov si, sp
        mov ah, 0x42
        call disk                       ; the packet may stay: there is stack enough for all drives
        jc verify.not_loaded

; Is what lies at STAGE2_SEGMENT:0 now what the build made? Then go there.
verify:
        push STAGE2_SEGMENT
        pop ds
        xor si, si
        mov cx, STAGE2_SECTORS * 512
        or eax, -1
.byte:
        xor al, [si]
        inc si
        movzx bx, al
        shl bx, 2
        shr eax, 8
        xor eax, [bx + STAGE2_CRC_TABLE]
        loop .byte
        cmp eax, ~STAGE2_CRC32 & 0xFFFFFFFF
        jne .damaged
        mov dl, [bp + drive]
        jmp STAGE2_SEGMENT:0
.damaged:
        mov ah, 0
.not_loaded:
        mov word [bp + lba], STAGE2_LBA ; all of it again

; A disk call failed. In: AH its status. Once more, until there have been too many.
failed:
        mov [bp + status], ah
        mov ah, 0                       ; reset the drive
        call disk
        dec byte [bp + tries]
        jnz read_chs

; The BIOS may have named the wrong drive: some say 00h and boot a hard disk. Try the hard disks that it counts, and
; then the one that it named once more, so that the message is about that one.
        mov dl, [bp + candidate]
        inc byte [bp + candidate]
        mov dh, dl
        sub dh, [HARD_DISKS]
        jns try_drive                   ; below 80h + count
        mov dl, [bp + bios_drive]
        dec dh
        jns try_drive                   ; 80h + count

; One line on screen and COM1: "FJ-0101: stage 2 bad read AH=0C LBA=2A" or "FJ-0102: stage 2 bad CRC  AH=00 LBA=01".
        mov si, message
        cmp byte [bp + status], 0
        jne .say
        inc byte [si + message.digit - message]
        mov dword [si + message.kind - message], "CRC "
.say:
        call put_text
        mov al, [bp + status]
        call put_hex
        call put_text
        mov al, [bp + lba]
        call put_hex
        mov ah, 0                       ; wait for a key
        int 0x16
        jmp 0xFFFF:0                    ; and restart

; Sector by sector in the old way, where the extended read failed or brought something else: a drive or BIOS that has
; none, or has a limit, or has to be asked twice.
read_chs:
        mov ah, 0x08                    ; drive parameters; ES:DI = 0 guards against BIOS faults (Ralf Brown)
        xor di, di
        mov es, di
        call disk
        shr dx, 8
        inc dx                          ; heads: DH was the highest one's number
        and cx, 63                      ; sectors per track
        jnz .geometry
        mov cl, 63                      ; no answer, or nonsense: the geometry that the image is made for
        mov dl, 255
.geometry:
        mov di, dx
        mov ax, [bp + lba]
        push STAGE2_SEGMENT - STAGE2_LBA * 512 / 16
        pop es
        imul bx, ax, 512                ; ES:BX = where the sector belongs
        cwd
        div cx
        inc dx
        mov cx, dx                      ; CL: sectors count from 1
        cwd
        div di
        mov ch, al                      ; cylinder, below 256 since stage 2 ends before LBA 122
        mov dh, dl                      ; head
        mov ax, 0x0201                  ; read one sector
        call disk
        jc failed
        inc word [bp + lba]
        cmp byte [bp + lba], STAGE2_LBA + STAGE2_SECTORS
        jne read_chs
        jmp verify

; INT 13h for [drive]. Out: carry as the BIOS set it.
disk:
        mov dl, [bp + drive]
        stc
        sti                             ; some BIOSes wait for an interrupt, and some return with them off
        int 0x13
        cld
        push ss
        pop ds
        mov bp, STACK_TOP
        ret

; Text from DS:SI up to and with a '='.
put_text:
        lodsb
        call put
        cmp al, '='
        jne put_text
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

; The character AL. Keeps all 16-bit registers.
put:
        pusha
        push ax
        mov ah, 0x0E                    ; teletype
        mov bh, 0                       ; page
        int 0x10
        mov dx, 0x3FD                   ; COM1, line status
        xor cx, cx                      ; 65,536 looks at the most
.wait:
        in al, dx
        test al, 0x20                   ; transmitter empty
        loopz .wait
        mov dl, 0xF8                    ; COM1, data
        pop ax
        out dx, al
        popa
        ret

message:        db 13, 10, "FJ-010"
.digit:         db "1: stage 2 bad "
.kind:          db "read AH= LBA="

; 1B8h to 1FDh, the disk's signature and partition table, stay as they are on the disk.
%assign code_left 0x1B8 - ($ - mbr)
%if code_left < 0
%error stage 1 has too much code: code_left bytes are left of 440
%endif
        times (code_left > 0) * code_left + 70 db 0
        dw 0xAA55
