; SPDX-License-Identifier: BSD-2-Clause
; Contains the naive loader's second stage, as tutorials write them: it opens A20 by port 92h, gets a memory map, reads
; a kernel in two pieces, copies it above 1 MiB in unreal mode, and enters protected mode. It neither repeats a failed
; call nor sets a register again.

        bits 16
        org 0x8000

MAP             equ 0x5000
PIECE           equ 64                  ; sectors
BUFFER          equ 0x10000
TARGET          equ 0x100000
entries         equ 0x9000              ; a variable that is taken to be 0, as all of memory
SMAP            equ 0x534D4150

        mov si, hello
        call print
        in al, 0x92                     ; the gate
        or al, 2
        out 0x92, al
        jmp read_map

failed:
        hlt
        jmp failed

print:
        lodsb
        test al, al
        jz .done
        mov ah, 0x0E
        int 0x10
        jmp print
.done:
        ret

read_map:
        mov di, MAP
        xor ebx, ebx
        mov edx, SMAP
.next:
        mov dword [di + 20], 1
        mov eax, 0xE820
        mov ecx, 24
        int 0x15
        jc .done
        cmp eax, edx
        jne failed
        jcxz .skip                      ; nothing was given
        cmp cl, 20
        jbe .keep
        test byte [di + 20], 1          ; ACPI 3: to be ignored
        jz .skip
.keep:
        inc word [entries]
        add di, 24
.skip:
        test ebx, ebx
        jnz .next
.done:
        cmp word [entries], 0
        je failed

        lgdt [gdt_pointer]              ; unreal mode: limits of 4 GiB
        mov eax, cr0
        or al, 1
        mov cr0, eax
        mov bx, 16
        mov ds, bx
        mov es, bx
        and al, ~1
        mov cr0, eax
        xor ax, ax
        mov ds, ax
        mov es, ax
        mov bp, KERNEL_SECTORS / PIECE
piece:
        mov si, packet
        mov ah, 0x42
        mov dl, [0x7C00 + DRIVE]
        int 0x13
        jc failed
        mov esi, BUFFER
        mov edi, [target]
        mov ecx, PIECE * 512 / 4
        a32 rep movsd
        mov [target], edi
        add dword [packet + 8], PIECE
        dec bp
        jnz piece

        cli
        mov eax, cr0
        or al, 1
        mov cr0, eax
        jmp 8:protected

        bits 32
protected:
        mov ax, 16
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov esp, 0x90000

; What farjump's kernel checks, too: is the kernel whole, is the map one that can be used, can the processor do it?
        mov esi, TARGET                 ; the kernel's words count up
        mov ecx, KERNEL_SECTORS * 512 / 4
        xor ebx, ebx
        mov edx, hello_damaged
number:
        lodsd
        cmp eax, ebx
        jne speak
        inc ebx
        loop number

        mov esi, MAP
        movzx ecx, word [entries]
        xor ebx, ebx                    ; where the range before ends
        xor ebp, ebp                    ; whether the kernel lies in usable memory
range:
        cmp dword [esi + 4], 0          ; above 4 GiB: not looked at
        jne next
        mov eax, [esi]
        mov edi, [esi + 8]
        test edi, edi                   ; empty
        jz broken
        cmp eax, ebx                    ; not in order, or on top of the one before
        jb broken
        lea ebx, [eax + edi]
        mov edx, [esi + 16]
        dec edx
        cmp edx, 5                      ; a type that nobody knows
        jae broken
        test edx, edx
        jnz next
        cmp eax, TARGET
        jae high
        movzx edx, word [0x413]         ; usable, and the BIOS's own
        shl edx, 10
        cmp ebx, edx
        ja broken
        jmp next
high:
        cmp eax, TARGET
        jne next
        inc ebp
next:
        add esi, 24
        loop range
        test ebp, ebp
        jz broken

        mov eax, 0x80000001
        cpuid
        test edx, 1 << 29               ; long mode
        jz broken
        mov edx, hello_kernel
speak:
        mov esi, edx
send:
        mov dx, 0x3FD
.wait:
        in al, dx
        test al, 0x20
        jz .wait
        lodsb
        test al, al
        jz broken
        mov dx, 0x3F8
        out dx, al
        jmp send
broken:
        hlt
        jmp broken

hello:  db "loading", 13, 10, 0
hello_kernel:
        db "kernel: hello", 13, 10, 0
hello_damaged:
        db "kernel: damaged", 13, 10, 0

target: dd TARGET
packet: db 16, 0
        dw PIECE, 0, BUFFER >> 4
        dq KERNEL_LBA

        align 8
gdt:    dq 0
        dq 0x00CF9A000000FFFF
        dq 0x00CF92000000FFFF
gdt_pointer:
        dw $ - gdt - 1
        dd gdt
        times (512 - ($ - $$) % 512) % 512 db 0
