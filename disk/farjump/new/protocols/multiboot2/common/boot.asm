; SPDX-License-Identifier: 0BSD
; The kernel's first instructions: from the 32-bit mode in which a Multiboot2 loader starts it to kernel_main in 64-bit
; mode. Multiboot2 Specification 2.0, "Multiboot2 header" (3.1.1), "I386 machine state" (3.3). Intel SDM, volume 3,
; "Initializing IA-32e Mode" (10.8.5).
;
; Before: EAX is the loader's magic number, EBX the address of its information; flat segments, no paging, no stack.
; After: kernel_main runs with RDI = that address. The first 4 GiB are mapped at their physical addresses.

HEADER_MAGIC    equ 0xE85250D6          ; of the header
LOADER_MAGIC    equ 0x36D76289          ; of the loader
I386            equ 0                   ; the header's architecture: 32-bit mode

PRESENT         equ 1
WRITABLE        equ 2
LARGE           equ 1 << 7              ; a page of 2 MiB
TABLE           equ PRESENT | WRITABLE
PAGE            equ 4096

COM1    equ 0x3F8

%macro out_com1 2                       ; register, value
        mov dx, COM1 + %1
        mov al, %2
        out dx, al
%endmacro

        section .multiboot2 progbits alloc noexec nowrite align=8
header: dd HEADER_MAGIC, I386, header_end - header, -(HEADER_MAGIC + I386 + (header_end - header))
        dw 1, 0                         ; wanted: a loader without these must not start the kernel
        dd 16
        dd 1, 6                         ; command line and memory map
        dw 0, 0                         ; the last tag
        dd 8
header_end:

        bits 32
        section .text
        extern kernel_main
        global boot
boot:
        cli
        cld
        mov esp, stack_end
        mov edi, ebx                    ; CPUID changes EBX
        mov esi, no_multiboot2
        cmp eax, LOADER_MAGIC
        jne fail

; A processor has CPUID if EFLAGS.ID can be changed.
        mov esi, no_long_mode
        pushfd
        pop eax
        mov ecx, eax
        xor eax, 1 << 21
        push eax
        popfd
        pushfd
        pop eax
        cmp eax, ecx
        je fail
        mov eax, 0x80000000             ; the highest extended function
        cpuid
        cmp eax, 0x80000001
        jb fail
        mov eax, 0x80000001
        cpuid
        test edx, 1 << 29               ; long mode
        jz fail

; One table each of the levels 4 and 3, and four of level 2 with 512 pages of 2 MiB each.
        mov dword [level4], level3 + TABLE
        mov eax, level2 + TABLE
        mov edx, level3
.table:
        mov [edx], eax
        add edx, 8
        add eax, PAGE
        cmp edx, level3 + 4 * 8
        jb .table
        mov eax, TABLE | LARGE
        mov edx, level2
.page:
        mov [edx], eax
        add edx, 8
        add eax, 2 << 20
        jnc .page                       ; until 4 GiB

        mov eax, cr4
        or eax, 1 << 5 | 3 << 9         ; PAE; SSE is on, because compilers use it
        mov cr4, eax
        mov eax, level4
        mov cr3, eax
        mov ecx, 0xC0000080             ; EFER
        rdmsr
        or eax, 1 << 8                  ; LME
        wrmsr
        mov eax, cr0
        and eax, ~(1 << 2 | 1 << 3)     ; neither EM nor TS
        or eax, 1 << 31 | 1 << 1        ; PG, MP
        mov cr0, eax
        lgdt [gdt_register]
        jmp gdt.code - gdt:long_mode

; ESI: a line. Shows it on the first line of the text screen and on COM1, and halts.
fail:
        out_com1 1, 0                   ; no interrupts
        out_com1 3, 0x80                ; the next two are the divisor of 115200 baud
        out_com1 0, 1
        out_com1 1, 0
        out_com1 3, 3                   ; 8 bits, no parity, 1 stop bit
        mov edi, 0xB8000
.character:
        lodsb
        test al, al
        jz .rest
        mov ah, 0x0F                    ; white on black
        stosw
        mov ecx, 50000
        mov dx, COM1 + 5
.look:
        in al, dx
        test al, 0x20                   ; COM1 can send
        loopz .look
        mov al, [esi - 1]
        mov dx, COM1
        out dx, al
        jmp .character
.rest:
        hlt
        jmp .rest

        bits 64
long_mode:
        mov eax, gdt.data - gdt
        mov ds, eax
        mov es, eax
        mov fs, eax
        mov gs, eax
        mov ss, eax
        mov rsp, stack_end
        mov edi, edi                    ; clears the upper half
        call kernel_main
.rest:
        cli
        hlt
        jmp .rest

        section .rodata
        align 8
gdt:    dq 0
.code:  dq 0x00AF9B000000FFFF           ; 64-bit
.data:  dq 0x00CF93000000FFFF
.end:
gdt_register:
        dw gdt.end - gdt - 1
        dd gdt

no_multiboot2:
        db "@NAME@: the loader does not speak Multiboot2", 0
no_long_mode:
        db "@NAME@: this processor has no 64-bit mode", 0

        section .bss
        alignb PAGE
level4: resb PAGE
level3: resb PAGE
level2: resb 4 * PAGE
        resb 64 << 10
stack_end:
