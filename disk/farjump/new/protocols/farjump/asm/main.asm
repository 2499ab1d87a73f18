; SPDX-License-Identifier: 0BSD
; Says hello on the screen and on COM1, and shows the memory map.
%include "farjump/boot_info.inc"
        bits 64
        default rel
        extern open_screen, print, print_range

        farjump_kernel_note 0, 64 << 10, 0      ; a stack of 64 KiB, please

        section .text
        global kernel_main
kernel_main:                            ; RDI: the boot information
        mov rbx, rdi
        mov rdi, [rbx + farjump_boot_info.direct_map_base]
        add rdi, 0xB8000
        call open_screen
        lea rsi, [greeting]
        call print
        mov rsi, [rbx + farjump_boot_info.command_line]
        call print
        lea rsi, [line_feed]
        call print

        mov r12, [rbx + farjump_boot_info.memory_map]
        mov r13, [rbx + farjump_boot_info.memory_map_count]
.range:
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
        mov rax, [r12 + farjump_memory_range.base]
        mov rdi, [r12 + farjump_memory_range.length]
        call print_range
        add r12, farjump_memory_range_size
        dec r13
        jnz .range
        lea rsi, [ending]
        call print
.rest:
        cli
        hlt
        jmp .rest

        section .rodata
greeting:       db "hello from @NAME@, with options ", 0
line_feed:      db 10, 0
usable: db "usable", 0
loader: db "loader", 0
kernel: db "kernel", 0
module: db "module", 0
other:  db "not for a kernel", 0
ending: db "that was the memory map", 10, 0
