; SPDX-License-Identifier: BSD-2-Clause
; Checks BIOS calls for mistakes that would fail on some real machine even if this run succeeds, and logs them as V
; lines.
; tests/hostile_bios/README.md lists them with the reasons.

check_manners:
        test word [caller(flags)], INTERRUPTS
        jnz .interrupts_on
        lint "01"
.interrupts_on:
        call read_masks
        cmp ax, [State.masks]
        je .vectors
        lint "02"
.vectors:
        sidt [State.parameters]
        cmp word [State.parameters], 0x3FF
        jne .wrong_table
        cmp dword [State.parameters + 2], 0
        je .control
.wrong_table:
        lint "03"
.control:
        mov eax, cr0
        test eax, 0x8000_0001
        jnz .wrong_mode
        mov eax, cr4
        cmp eax, [State.cr4]
        je .flags
.wrong_mode:
        lint "04"
.flags:
        test word [caller(flags)], DIRECTION | TRAP | NESTED_TASK
        jz .stack
        lint "05"
.stack:
        lea ax, [bp + Frame_size]       ; SP before the INT
        cmp ax, 1024
        jb .small_stack
        test ax, 1
        jz .tall_stack
.small_stack:
        lint "13"
.tall_stack:
        cmp dword [caller(esp)], 0x10000
        jb .limits
        lint "19"
.limits:
        call limits_are_big
        jnc .sum
        lint "14"
.sum:
        call sum_of_vectors
        cmp eax, [State.vectors_sum]
        je .service
        lint "18"
.service:
        mov al, [caller_ah]
        cmp word [caller(number)], 0x13
        je lint_disk
        cmp word [caller(number)], 0x15
        je lint_15
        cmp word [caller(number)], 0x10
        je lint_video
        ret

; Once, before the boot sector runs.
remember_machine:
        call read_masks
        mov [State.masks], ax
        mov eax, cr4
        mov [State.cr4], eax
        mov byte [State.limits_enforced], 1
        call limits_are_big             ; they are not: so this processor or emulator does not look
        jnc remember_vectors
        mov byte [State.limits_enforced], 0

; After each call: what the BIOS itself has changed is not the loader's doing.
remember_vectors:
        call sum_of_vectors
        mov [State.vectors_sum], eax
        ret

; AX = the masks of both interrupt controllers.
read_masks:
        in al, 0xA1
        mov ah, al
        in al, 0x21
        ret

; EAX = a sum of the interrupt vectors, but for 1Eh, which belongs to whoever reads a diskette, and of what the BIOS
; data area says of EBDA, memory and hard disks.
sum_of_vectors:
        push ds
        push 0
        pop ds
        xor si, si
        xor ebx, ebx
        mov cx, 256
.next:
        lodsd
        cmp si, (0x1E + 1) * 4
        je .skip
        add ebx, eax
        rol ebx, 1
.skip:
        loop .next
        movzx eax, word [BDA_EBDA]
        add ebx, eax
        rol ebx, 1
        movzx eax, word [BDA_LOW_KIB]
        add ebx, eax
        rol ebx, 1
        movzx eax, byte [BDA_HARD_DISKS]
        add eax, ebx
        pop ds
        ret

; Carry if DS reaches beyond 64 KiB. Where nobody enforces limits, never. A read beyond raises interrupt 13, whose
; vector is borrowed.
limits_are_big:
        cmp byte [State.limits_enforced], 0
        je .no
        push fs
        push 0
        pop fs
        pushf
        cli
        push dword [fs:0x0D * 4]
        mov word [fs:0x0D * 4], .fault
        mov [fs:0x0D * 4 + 2], cs
        mov byte [State.faulted], 0
        mov ebx, 0x10000
        mov al, [ebx]
.behind:
        pop dword [fs:0x0D * 4]
        popf
        pop fs
        cmp byte [State.faulted], 1     ; carry if it is 0
        ret
.no:
        clc
        ret
.fault:
        mov byte [State.faulted], 1
        push bp
        mov bp, sp
        mov word [bp + 2], .behind
        pop bp
        iret
