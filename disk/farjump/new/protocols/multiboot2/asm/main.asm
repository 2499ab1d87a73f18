; SPDX-License-Identifier: 0BSD
; Says hello on the screen and on COM1, and shows the memory map.
;
; Multiboot2 Specification 2.0, "Boot information" (3.4). The information is a head and a list of tags, each on an
; 8-byte line. boot.asm maps the first 4 GiB at their physical addresses. farjump puts the kernel's path in front
; of the command line, GRUB 2 does not.
        bits 64
        default rel
        extern open_com1, open_screen, print, print_range

struc head                              ; of the information and of each tag
    .type:      resd 1                  ; of the information: its size
    .size:      resd 1                  ; in bytes, this head included
endstruc

struc memory_map
    .head:      resb head_size
    .entry_size:        resd 1
    .entry_version:     resd 1
endstruc

struc memory_range
    .base:      resq 1
    .length:    resq 1
    .kind:      resd 1
    .reserved:  resd 1
endstruc

COMMAND_LINE    equ 1
MEMORY_MAP      equ 6

        section .text
        global kernel_main
kernel_main:                            ; RDI: the information
        mov rbx, rdi
        call open_com1                  ; the specification does not say how the loader leaves it
        mov edi, 0xB8000
        call open_screen
        mov edi, MEMORY_MAP
        call find
        lea rsi, [no_memory_map]
        test rax, rax
        jz halt
        mov r12, rax
        mov ebp, [r12 + memory_map.entry_size]
        cmp ebp, memory_range_size
        jb halt

        lea rsi, [greeting]
        call print
        mov edi, COMMAND_LINE
        call find
        lea rsi, [rax + head_size]
        test rax, rax
        jnz .options
        lea rsi, [no_options]
.options:
        call print
        lea rsi, [line_feed]
        call print

        mov r13d, [r12 + head.size]
        add r13, r12                    ; the end of the map
        add r12, memory_map_size
.next:
        lea rax, [r12 + rbp]
        cmp rax, r13
        ja .end
        mov eax, [r12 + memory_range.kind]
        lea rsi, [usable]
        cmp eax, 1
        je .named
        lea rsi, [tables]
        cmp eax, 3
        je .named
        lea rsi, [other]
.named:
        mov rax, [r12 + memory_range.base]
        mov rdi, [r12 + memory_range.length]
        call print_range
        add r12, rbp
        jmp .next
.end:
        lea rsi, [ending]
halt:                                   ; RSI: the last words
        call print
.rest:
        cli
        hlt
        jmp .rest

; The first tag of type EDI in the information at RBX. Out: RAX, 0 if there is none.
find:
        mov ecx, [rbx]
        add rcx, rbx                    ; the end of the information
        lea rax, [rbx + head_size]
.next:
        lea rdx, [rax + head_size]
        cmp rdx, rcx
        ja .none
        cmp [rax + head.type], edi
        je .found
        mov edx, [rax + head.size]
        cmp edx, head_size
        jb .none
        lea rax, [rax + rdx + 7]
        and rax, -8
        jmp .next
.none:
        xor eax, eax
.found:
        ret

        section .rodata
no_memory_map:
        db "@NAME@: the loader gave no memory map", 10, 0
greeting:       db "hello from @NAME@, with options ", 0
no_options:     db "that the loader did not give", 0
line_feed:      db 10, 0
; The map does not tell where kernel and loader are: in usable memory.
usable: db "usable", 0
tables: db "ACPI tables", 0
other:  db "not for a kernel", 0
ending: db "that was the memory map", 10, 0
