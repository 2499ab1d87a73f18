; SPDX-License-Identifier: BSD-2-Clause
; Checks calls of one service for mistakes: the disk, the memory map, the video BIOS. AL: the function.

lint_disk:
        cmp al, 0x03
        je .writes
        cmp al, 0x04
        je .writes
        cmp al, 0x05
        je .writes
        cmp al, 0x0B
        je .writes
        cmp al, 0x43
        je .writes
        cmp al, 0x44
        je .writes
        cmp al, 0x02
        je .read
        cmp al, 0x42
        je .packet
        cmp al, 0x48
        je .parameters
        ret
.writes:
        lint "11"
        ret
.parameters:
        push fs
        mov fs, [caller(ds)]
        mov si, [caller(esi)]
        cmp word [fs:si], 0x1A
        jb .odd_size
        cmp word [fs:si + 2], 0
        je .known_size
.odd_size:
        lint "16"
.known_size:
        pop fs
        ret
.packet:
        push fs
        mov fs, [caller(ds)]
        mov si, [caller(esi)]
        cmp word [fs:si + Packet.size], Packet_size
        jne .odd_packet
        cmp si, -Packet_size
        jbe .whole_packet
.odd_packet:
        lint "08"
.whole_packet:
        pop fs
.read:
        call i13_request
        mov ax, [State.count]
        dec ax
        cmp ax, 127
        jb .count
        lint "09"
.count:
        mov al, [caller_dl]
        cmp al, 0x80
        jb .drive
        cmp byte [config(disk_cd)], 0
        jne .drive                      ; nobody counts CDs
        push es
        push 0
        pop es
        sub al, 0x80
        cmp al, [es:BDA_HARD_DISKS]
        pop es
        jb .drive
        lint "10"
.drive:
        call i13_buffer
        lea ebx, [eax + edx - 1]
        mov ecx, ebx
        xor ecx, eax
        shr ecx, 16
        jz .line
        lint "06"
.line:
        push es
        push 0
        pop es
        movzx ecx, word [es:BDA_LOW_KIB]
        pop es
        shl ecx, 10
        cmp ebx, ecx
        jb .top
        lint "07"
.top:
        ret

lint_15:
        cmp al, 0x86
        je .dangerous
        cmp al, 0x87
        je .dangerous
        cmp al, 0xC2
        je .dangerous
        mov ax, [caller(eax)]
        cmp ax, 0x2402
        je .dangerous
        cmp ax, 0x2403
        je .dangerous
        cmp ax, 0xE820
        je .memory_map
        ret
.dangerous:
        lint "12"
        ret
.memory_map:
        cmp dword [caller(edx)], 0x534D4150     ; "SMAP"
        jne .wrong
        mov ecx, [caller(ecx)]
        cmp ecx, 20
        jb .wrong
        add cx, [caller(edi)]
        jnc .fine
.wrong:
        lint "15"
.fine:
        ret

lint_video:
        cmp word [caller(eax)], 0x4F00
        jne .done
        push fs
        mov fs, [caller(es)]
        mov di, [caller(edi)]
        cmp dword [fs:di], "VBE2"
        jne .wrong
        cmp di, -512
        jbe .fine
.wrong:
        lint "17"
.fine:
        pop fs
.done:
        ret
