; SPDX-License-Identifier: BSD-2-Clause
; Chooses how the stick appears, as a BIOS with the setting "Auto" does: as a hard disk, a diskette or a ZIP drive, by
; the contents of its first sector. Also sets the parameter table of diskettes.
; Phoenix, "BIOS Boot Specification" 1.01; Ralf Brown's Interrupt List, INT 1Eh.

TABLE_ENTRIES   equ 0x1BE
ENTRY_TYPE      equ 4
ENTRY_LBA       equ 8
ZIP_BELOW       equ (512 << 20) / 512   ; sectors
ZIP_HEADS       equ 64
ZIP_SECTORS     equ 32

DISKETTE_TABLE  equ 0x1E * 4
TABLE_TRACK     equ 4                   ; in the table: sectors of a track

set_the_persona:
        cmp byte [config(disk_persona)], DISK_PERSONA_AUTO
        jne .geometry
        call type_by_table
        mov [config(disk_persona)], al
        bites "disk.persona"
        say "typed as "
        call log_hex8
        say 10
.geometry:
        cmp byte [config(disk_persona)], DISK_PERSONA_ZIP
        jne .table
        mov word [State.heads], ZIP_HEADS
        mov word [State.sectors], ZIP_SECTORS
.table:
        mov al, [config(i13_dpt1e)]
        test al, al
        jz .done
        push ds
        pop es
        push ds
        push 0
        pop ds
        lds si, [DISKETTE_TABLE]
        mov di, State.diskette_table
        mov cx, DISKETTE_TABLE_SIZE
        rep movsb
        pop ds
        mov [State.diskette_table + TABLE_TRACK], al
        push 0
        pop es
        mov word [es:DISKETTE_TABLE], State.diskette_table
        mov [es:DISKETTE_TABLE + 2], ds
.done:
        ret

; AL = the persona: two partitions make a hard disk, none a diskette, one a ZIP drive if the stick is small; else the
; partition alone appears as a diskette.
type_by_table:
        mov dword [State.lba], 0
        call i13_read_one
        mov si, State.buffer + TABLE_ENTRIES
        mov ax, 0
        mov cx, 4
.entry:
        cmp byte [si + ENTRY_TYPE], 0
        je .unused
        inc ax
        mov ebx, [si + ENTRY_LBA]
.unused:
        add si, 16
        loop .entry
        cmp al, 1
        jb .diskette
        mov al, 0
        ja .done
        mov al, DISK_PERSONA_ZIP
        cmp dword [State.total], ZIP_BELOW
        jb .done
        mov [config(disk_offset)], ebx
        mov al, DISK_PERSONA_FDD_PART
        ret
.diskette:
        mov al, DISK_PERSONA_FDD_WHOLE
.done:
        ret
