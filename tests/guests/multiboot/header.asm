; SPDX-License-Identifier: BSD-2-Clause
; Contains the Multiboot header of a test kernel, and what the kernel may expect of its loader. multiboot_kernels.py
; assembles this file once for each variant; the macros that it defines are listed there.
;
; "Multiboot Specification version 0.6.96", "The layout of Multiboot header" (3.1); "Multiboot2 Specification 2.0",
; "The layout of Multiboot2 header" (3.1).

MAGIC1          equ 0x1BADB002
MAGIC2          equ 0xE85250D6
KLUDGE          equ 1 << 16
VIDEO           equ 1 << 2

NEEDED          equ 0
WISHED          equ 1

        extern image_begin, data_end, bss_end, entry

%macro tag 3                            ; type, flags, size
        align 8
        dw %1, %2
        dd %3
%endmacro

        bits 32
        section .header progbits alloc exec nowrite align=8
%ifdef PREFACE
        times PREFACE db 0xF4           ; the header does not begin the image
%endif

%if PROTOCOL == 1
%ifdef DECOY
        dd MAGIC1, 0, 0x12345678        ; a loader must search on behind a wrong checksum
%endif
header: dd MAGIC1, FLAGS, WRONG_SUM - (MAGIC1 + FLAGS)
%if FLAGS & KLUDGE
        dd header, image_begin, data_end, bss_end, entry
%elif FLAGS & VIDEO
        dd 0, 0, 0, 0, 0
%endif
%if FLAGS & VIDEO
        dd MODE_TYPE, WIDTH, HEIGHT, DEPTH
%endif
%else

header: dd MAGIC2, ARCHITECTURE, header_end - header
        dd WRONG_SUM - (MAGIC2 + ARCHITECTURE + header_end - header)
%ifdef REQUESTS
        tag 1, REQUESTS_ARE, requests_end - requests + 8
requests:
        dd REQUESTS
requests_end:
%endif
%ifdef LOAD_ADDRESS
        tag 2, NEEDED, 24
        dd header, LOAD_ADDRESS, LOAD_END, bss_end
%ifndef NO_ENTRY
        tag 3, NEEDED, 12
        dd entry
%endif
%endif
%ifdef CONSOLE
        tag 4, CONSOLE, 12
        dd 3                            ; a console is required; EGA text is supported
%endif
%ifdef FRAMEBUFFER
        tag 5, FRAMEBUFFER, 20
        dd WIDTH, HEIGHT, DEPTH
%endif
%ifdef MODULE_ALIGN
        tag 6, NEEDED, 8
%endif
%ifdef EFI
        tag 7, NEEDED, 8                ; a BIOS loader ignores these three
        tag 8, EFI, 12
        dd 0xDEADBEEF
        tag 9, NEEDED, 12
        dd 0xDEADBEEF
%endif
%ifdef RELOCATABLE
        tag 10, NEEDED, 24
        dd LOWEST, HIGHEST, 0x1000, RELOCATABLE
%endif
%ifdef UNKNOWN_TAG
        tag 99, UNKNOWN_TAG, 12
        dd 0
%endif
        tag 0, NEEDED, 8
header_end:
%endif

; The layout is that of Expectation in answer.hpp.
        section .data progbits alloc noexec write align=4
        global expectation
expectation:
        dd PROTOCOL, LINK_BASE
        dd SHOWN_WIDTH, SHOWN_HEIGHT, SHOWN_DEPTH
        dd SYMBOLS, MODULES, MUTATE, IS_RELOCATABLE, MAY_BE_TEXT
        dd LOWEST, HIGHEST
        dd 0                            ; the sum of code and constants, known when they are linked
.segments:
        dd SEGMENTS                     ; address, bytes in the file, bytes in memory, thrice
        times 36 - ($ - .segments) db 0
.path:  db PATH
        times 64 - ($ - .path) db 0
.words: db WORDS
        times 64 - ($ - .words) db 0

        section .bss nobits alloc noexec write align=4
        resb BSS_SIZE
