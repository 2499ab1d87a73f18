; SPDX-License-Identifier: BSD-2-Clause
; Handles INT 19h, with which a BIOS loads and starts the boot sector. The ROM prepares the machine. Then the real BIOS
; starts the boot sector, or the ROM does so with the scenario's faults.

BOOT_SECTOR     equ 0x7C00

BOOT_RECORD     equ 17                  ; a CD's sector
CATALOG_LBA     equ 0x47                ; in it
CATALOG_ENTRY   equ 32                  ; the default entry, in the catalog
BOOTABLE        equ 0x88                ; its first byte; the second one: no emulation

int19:
        cmp byte [State.armed], 0
        jne restart
        call i13_find_boot_disk
        call i13_find_geometry
        call set_the_persona
        call set_the_memory
        call set_the_drives
        call set_the_clock
        call hide_real_data_area
        call remember_machine
        say "B19", 10
        inc byte [State.armed]
        cmp byte [config(own_entry)], 0
        je pass_on
        jmp enter_boot_sector

; How many hard disks the BIOS counts.
set_the_drives:
        push 0
        pop es
        cmp byte [config(disk_persona)], 0
        je .number
        mov byte [es:BDA_HARD_DISKS], 0
.number:
        cmp byte [config(disk_cd)], 0
        jne .done                       ; a CD is none of them
        mov al, [config(disk_number)]
        mov ah, [config(i13_phantom_last)]
        cmp al, ah
        jae .highest
        mov al, ah
.highest:
        sub al, 0x7F
        cmp [es:BDA_HARD_DISKS], al
        jge .done
        mov [es:BDA_HARD_DISKS], al
.done:
        mov ax, [config(disk_count)]
        test ax, ax
        jz .counted
        bites "disk.count"
        mov [es:BDA_HARD_DISKS], al
.counted:
        ret

; What QEMU notes of writes to an overlaid port before this byte was not the loader.
mark_overlays:
        movzx cx, byte [config(overlay_count)]
        jcxz .done
        mov si, State.config + Config.overlay
.next:
        lodsw
        mov dx, ax
        mov al, 0x55
        out dx, al
        loop .next
.done:
        ret

enter_boot_sector:
        cli
        mov ax, ds
        mov ss, ax
        mov sp, SHIM_STACK
        sti
        call find_boot_sector
        mov word [State.moved], 1
        mov word [State.offset], 0
        mov word [State.segment], BOOT_SECTOR / 16
        call i13_host_reads
        jc hang
        bites_if byte [config(disk_number)], "disk.number"
        bites_if byte [config(disk_persona)], "disk.persona"
        call fill_memory
        call fill_canaries
        call write_parameters
        call set_the_screen
        call fill_keyboard
        call set_control
        call set_efer
        call set_the_gate
        call set_the_alias
        call mark_overlays
        call remember_vectors           ; a video mode brings its own font
        jmp jump_to_boot_sector

; [State.lba] = the boot sector: a disk's first sector; of a CD that of the catalog's default entry, without emulation.
; Phoenix and IBM, "El Torito" 1.0, "Boot Record Volume Descriptor", "Booting Catalog".
find_boot_sector:
        mov dword [State.lba], 0
        cmp byte [config(disk_cd)], 0
        je .done
        mov dword [State.lba], BOOT_RECORD
        call i13_read_one
        jc hang
        mov eax, [State.buffer + CATALOG_LBA]
        mov [State.lba], eax
        call i13_read_one
        jc hang
        cmp word [State.buffer + CATALOG_ENTRY], BOOTABLE
        jne hang
        mov eax, [State.buffer + CATALOG_ENTRY + 8]
        mov [State.lba], eax
.done:
        ret

; The BIOS takes the sector for a FAT boot sector, and writes into its parameters.
write_parameters:
        movzx cx, byte [config(bpb_count)]
        jcxz .done
        bites "bpb.write"
        push 0
        pop es
        mov si, State.config + Config.bpb_write
        mov bx, BOOT_SECTOR
.next:
        lodsw
        movzx di, al
        mov [es:bx + di], ah
        loop .next
.done:
        ret

; Memory below the ROM's own that the boot sector does not lie in. Random bytes: a linear congruential generator.
fill_memory:
        mov al, [config(entry_fillram)]
        test al, al
        jz .done
        bites "entry.fillram"
        mov ebx, [config(seed)]
        push 0
        pop es
        mov di, 0x500
        mov cx, (BOOT_SECTOR - 0x500) / 2
        call .fill
        mov di, BOOT_SECTOR + 512
        mov cx, (0x10000 - BOOT_SECTOR - 512) / 2
        call .fill
        mov dx, 0x1000
.segment:
        mov es, dx
        xor di, di
        mov cx, 0x800
        call .fill
        add dx, 0x100
        mov cx, ds
        sub cx, 0x100
        cmp dx, cx
        jbe .segment
.done:
        ret
.fill:
        mov ah, 0
        cmp al, ENTRY_FILLRAM_RANDOM
        jae .random
        cmp al, ENTRY_FILLRAM_A5
        mov ax, 0
        jne .same
        mov ax, 0xA5A5
.same:
        rep stosw
        mov al, [config(entry_fillram)]
        ret
.random:
        imul ebx, ebx, 1664525
        add ebx, 1013904223
        mov eax, ebx
        shr eax, 16
        stosw
        loop .random
        mov al, [config(entry_fillram)]
        ret

; Keys that nobody has pressed: Enter, in a buffer of 15.
fill_keyboard:
        movzx cx, byte [config(entry_kbdfill)]
        jcxz .done
        bites "entry.kbdfill"
        push 0
        pop es
        cli
        mov di, 0x41E
        mov word [es:0x41A], 0x1E
.next:
        mov ax, 0x1C0D
        stosw
        loop .next
        sub di, BIOS_DATA
        mov [es:0x41C], di
        sti
.done:
        ret

set_control:
        mov ebx, [config(entry_cr0)]
        test ebx, ebx
        jz .done
        bites "entry.cr0"
        mov eax, cr0
        or eax, ebx
        mov cr0, eax
.done:
        ret

set_efer:
        mov ebx, [config(entry_efer)]
        test ebx, ebx
        jz .done
        bites "entry.efer"
        mov ecx, 0xC0000080             ; IA32_EFER
        rdmsr
        or eax, ebx
        wrmsr
.done:
        ret
