; SPDX-License-Identifier: 0BSD
; Contains a kernel in NASM. It wishes for a larger stack, and prints its options on COM1. docs/boot-info.md.
%include "farjump/boot_info.inc"

COM1              equ 0x3F8
LINE_STATUS       equ COM1 + 5
TRANSMITTER_EMPTY equ 0x20
PATIENCE          equ 50000
WISHED_STACK      equ 128 << 10

        default rel
        bits 64

        farjump_kernel_note FARJUMP_WISH_SMEP | FARJUMP_WISH_UMIP, WISHED_STACK, 0

        section .text

        global kernel_main
kernel_main:                                            ; RDI: the boot information
        mov bl, 0x12                                    ; for QEMU: not understood
        mov rax, FARJUMP_MAGIC
        cmp [rdi + farjump_boot_info.magic], rax
        jne .leave
        cmp dword [rdi + farjump_boot_info.version], FARJUMP_VERSION
        jb .leave
        lea rsi, [before]
        call print
        mov rsi, [rdi + farjump_boot_info.command_line]
        call print
        lea rsi, [behind]
        call print
        cmp qword [rdi + farjump_boot_info.stack_size], WISHED_STACK
        jne .leave
        mov bl, 0x10                                    ; understood, and granted
.leave:
        mov al, bl
        out 0xF4, al                                    ; leaves QEMU where it has the device isa-debug-exit
.rest:
        cli
        hlt
        jmp .rest

; RSI: words that end with a NUL. Each character waits until the UART takes it, but no longer than a broken one is
; worth. AL, ECX, DX and RSI are clobbered.
print:
        mov ecx, PATIENCE
.wait:
        mov dx, LINE_STATUS
        in al, dx
        test al, TRANSMITTER_EMPTY
        loopz .wait
        lodsb
        test al, al
        jz .done
        mov dx, COM1
        out dx, al
        jmp print
.done:
        ret

        section .rodata
before: db "a kernel in NASM: options ", '"', 0
behind: db '"', 13, 10, 0
