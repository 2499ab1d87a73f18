; SPDX-License-Identifier: BSD-2-Clause
; Contains a kernel for other loaders, which prints on COM1 that it was reached and whether all of its bytes are intact.
; "Multiboot Specification version 0.6.96", "The layout of Multiboot header" (3.1), "Machine state" (3.2).

        bits 32
LOAD            equ 0x100000
BYTES           equ 64 << 10            ; of which all behind this code are numbers that count up
MAGIC           equ 0x1BADB002
FLAGS           equ 1 << 16             ; the addresses are in the header, so that no ELF is needed
MAGIC_IN_EAX    equ 0x2BADB002
COM1            equ 0x3F8
        org LOAD

header: dd MAGIC, FLAGS, -(MAGIC + FLAGS)
        dd header, LOAD, LOAD + BYTES, LOAD + BYTES, start

start:
        cli
        mov esp, stack_top
        mov esi, wrong
        cmp eax, MAGIC_IN_EAX
        jne say
        mov ebx, numbers
        xor ecx, ecx
number:
        cmp [ebx + ecx * 4], ecx
        jne say
        inc ecx
        cmp ecx, (BYTES - 512) / 4
        jb number
        mov esi, whole

say:
        mov dx, COM1 + 5
.wait:
        in al, dx
        test al, 0x20                   ; the transmitter's register is empty
        jz .wait
        mov dx, COM1
        lodsb
        test al, al
        jz stop
        out dx, al
        jmp say
stop:
        hlt
        jmp stop

whole:  db "kernel: whole", 13, 10, 0
wrong:  db "kernel: damaged", 13, 10, 0

        align 4
        times 16 dd 0
stack_top:
        times 512 - ($ - $$) db 0
numbers:
%assign each 0
%rep (BYTES - 512) / 4
        dd each
%assign each each + 1
%endrep
