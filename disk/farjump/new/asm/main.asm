; SPDX-License-Identifier: 0BSD
; Says hello on the screen and on COM1, and shows the memory map.
%include "farjump/boot_info.inc"
        bits 64
        default rel

        farjump_kernel_note 0, 64 << 10, 0      ; a stack of 64 KiB, please

columns equ 80
cells   equ columns * 25
white   equ 0x0F                        ; on black

        section .text
        global kernel_main
kernel_main:                            ; RDI: the boot information
        mov rbx, rdi
        mov rax, [rbx + farjump_boot_info.direct_map_base]
        add rax, 0xB8000
        mov [screen], rax
        mov rdi, rax
        mov ax, white << 8 | ' '
        mov ecx, cells
        rep stosw
        lea rsi, [greeting]
        call print
        mov rsi, [rbx + farjump_boot_info.command_line]
        call print
        lea rsi, [line_feed]
        call print

        mov r12, [rbx + farjump_boot_info.memory_map]
        mov r13, [rbx + farjump_boot_info.memory_map_count]
.range:
        mov rax, [r12 + farjump_memory_range.base]
        call print_hexadecimal
        lea rsi, [until]
        call print
        mov rax, [r12 + farjump_memory_range.base]
        add rax, [r12 + farjump_memory_range.length]
        dec rax
        call print_hexadecimal
        mov eax, [r12 + farjump_memory_range.kind]
        lea rsi, [usable]
        cmp eax, FARJUMP_MEMORY_USABLE
        je .named
        lea rsi, [loader]
        cmp eax, FARJUMP_MEMORY_LOADER
        je .named
        lea rsi, [kernel]
        cmp eax, FARJUMP_MEMORY_KERNEL
        je .named
        lea rsi, [module]
        cmp eax, FARJUMP_MEMORY_MODULE
        je .named
        lea rsi, [other]
.named:
        call print
        add r12, farjump_memory_range_size
        dec r13
        jnz .range
        lea rsi, [ending]
        call print
.rest:
        cli
        hlt
        jmp .rest

print_hexadecimal:                      ; the number in RAX
        mov r14, rax
        mov r15d, 16
.digit:
        rol r14, 4
        mov eax, r14d
        and eax, 15
        lea rcx, [digits]
        mov al, [rcx + rax]
        call print_character
        dec r15d
        jnz .digit
        ret

print:                                  ; the words at RSI, up to a NUL
        lodsb
        test al, al
        jz .done
        cmp al, 10
        jne .character
        mov al, 13
        call send
        mov al, 10
.character:
        call print_character
        jmp print
.done:
        ret

print_character:                        ; AL
        call send
        mov ecx, [place]
        cmp al, 10
        je .line_feed
        mov rdx, [screen]
        mov ah, white
        mov [rdx + 2 * rcx], ax
        inc ecx
        jmp .placed
.line_feed:
        mov eax, ecx
        xor edx, edx
        mov edi, columns
        div edi
        sub ecx, edx
        add ecx, columns
.placed:
        cmp ecx, cells
        jb .keep
        mov ecx, cells - columns        ; the last line again, empty
        mov rdx, [screen]
.clear:
        mov word [rdx + 2 * rcx], white << 8 | ' '
        inc ecx
        cmp ecx, cells
        jb .clear
        mov ecx, cells - columns
.keep:
        mov [place], ecx
        ret

send:                                   ; AL on COM1; changes RCX and RDX
        mov ah, al
        mov ecx, 50000
        mov dx, 0x3FD
.wait:
        in al, dx
        test al, 0x20
        loopz .wait
        mov al, ah
        mov dx, 0x3F8
        out dx, al
        ret

        section .rodata
greeting:       db "hello from @NAME@, with options ", 0
line_feed:      db 10, 0
until:  db " to ", 0
usable: db " usable", 10, 0
loader: db " loader", 10, 0
kernel: db " kernel", 10, 0
module: db " module", 10, 0
other:  db " not for a kernel", 10, 0
ending: db "that was the memory map", 10, 0
digits: db "0123456789ABCDEF"

        section .bss
screen: resq 1
place:  resd 1
