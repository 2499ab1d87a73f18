; SPDX-License-Identifier: 0BSD
; Says hello on the screen and on COM1, and shows the memory map.
;
; The loader looks for the requests below in the kernel's file. It writes into each request that it knows the address
; of its response; the others keep 0. The Limine Boot Protocol, "Base protocol revisions", "Requests delimiters",
; "Features".
        bits 64
        default rel
        extern open_com1, open_screen, print, print_range

%macro request 2                        ; the two words of its own in its id
        dq 0xC7B1DD30DF4C8B88, 0x0A82E883A194F07B, %1, %2
        dq 0                            ; revision
%endmacro

; Kinds of memory.
KIND_USABLE     equ 0
KIND_LOADER     equ 5                   ; the kernel's, too, as soon as it needs nothing of the loader any more
KIND_KERNEL     equ 6                   ; and modules

        section .data align=8
; The requests stand between two marks.
        dq 0xF6B8F4B39DE7D1AE, 0xFAB91A6940FCB9CF, 0x785C6ED015D3E316, 0x181E920A7852B9D9
        dq 0xF9562B2D5C95A6C8, 0x6A7B384944536BDC
base_revision:
        dq 2                            ; the loader makes it 0 if it knows this revision
        request 0x48DCF1CB8AD2B852, 0x63984E959A98244B  ; "HHDM Feature"
direct_map:
        dq 0
        request 0x4B161536E598651E, 0xB390AD4A2F1F303A
command_line:
        dq 0
        request 0x67CF3D9D378A806F, 0xE304ACDFC50C3C62
memory_map:
        dq 0
        dq 0xADC0E0531BB10D03, 0x9572709F31764C62

        section .text
        global kernel_main
kernel_main:
        call open_com1                  ; the protocol does not say how the loader leaves it
        lea rsi, [unknown_revision]
        cmp qword [base_revision], 0
        jne halt
        mov rdi, [direct_map]
        mov rbx, [memory_map]
        lea rsi, [no_memory_map]
        test rdi, rdi
        jz halt
        test rbx, rbx
        jz halt

; Up to base revision 2, all of the first 4 GiB is in the direct map, video memory, too: "Entry memory layout".
; farjump starts a kernel that does not ask for a framebuffer with the text screen; other loaders may not, so look
; at COM1 there.
        mov rdi, [rdi + 8]
        add rdi, 0xB8000
        call open_screen
        lea rsi, [greeting]
        call print
        lea rsi, [no_options]
        mov rax, [command_line]
        test rax, rax
        jz .options
        mov rsi, [rax + 8]
.options:
        call print
        lea rsi, [line_feed]
        call print

        mov r13, [rbx + 8]              ; the number of ranges
        mov r12, [rbx + 16]             ; an array of their addresses
.next:
        test r13, r13
        jz .end
        mov rbp, [r12]                  ; base, length, kind
        mov rax, [rbp + 16]
        lea rsi, [usable]
        cmp rax, KIND_USABLE
        je .named
        lea rsi, [loader]
        cmp rax, KIND_LOADER
        je .named
        lea rsi, [kernel]
        cmp rax, KIND_KERNEL
        je .named
        lea rsi, [other]
.named:
        mov rax, [rbp]
        mov rdi, [rbp + 8]
        call print_range
        add r12, 8
        dec r13
        jmp .next
.end:
        lea rsi, [ending]
halt:                                   ; RSI: the last words
        call print
.rest:
        cli
        hlt
        jmp .rest

        section .rodata
unknown_revision:
        db "@NAME@: the loader does not know base revision 2", 10, 0
no_memory_map:
        db "@NAME@: the loader gave no memory map", 10, 0
greeting:       db "hello from @NAME@, with options ", 0
no_options:     db "that the loader did not give", 0
line_feed:      db 10, 0
usable: db "usable", 0
loader: db "loader", 0
kernel: db "kernel", 0
other:  db "not for a kernel", 0
ending: db "that was the memory map", 10, 0
