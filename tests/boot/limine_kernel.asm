; SPDX-License-Identifier: BSD-2-Clause
; A kernel for the Limine boot protocol that writes to COM1 how many modules it got and its command line, and then halts.
; ASKED: its base revision. OTHERS: how many further requests it makes, which no loader knows.
%macro request 2
        dq 0xC7B1DD30DF4C8B88, 0x0A82E883A194F07B, %1, %2, 0
        dq 0                            ; the response's address
%endmacro

        bits 64
%ifndef OTHERS
%define OTHERS 0
%endif

        section .text
        global entry
entry:
        mov rsi, line
        call say
        mov rax, [modules]
        test rax, rax
        jz .command_line
        mov al, [rax + 8]               ; the number of modules, below 10
.command_line:
        add al, '0'
        call put
        mov al, ' '
        call put
        mov rsi, [command]
        mov rsi, [rsi + 8]
        call say
        mov al, 10
        call put
.rest:
        hlt
        jmp .rest

say:                                    ; RSI: a text with a zero behind it
        lodsb
        test al, al
        jz .end
        call put
        jmp say
.end:
        ret

put:                                    ; AL: a character
        push rax
        mov dx, 0x3FD
.wait:
        in al, dx
        test al, 0x20
        jz .wait
        pop rax
        mov dx, 0x3F8
        out dx, al
        ret

        section .rodata
line:   db "limine kernel runs: ", 0

        section .data align=8
        dq 0xF9562B2D5C95A6C8, 0x6A7B384944536BDC, ASKED
        request 0x4B161536E598651E, 0xB390AD4A2F1F303A
command equ $ - 8
        request 0x3E7E279702BE32AF, 0xCA1C4F3BD1280CEE
modules equ $ - 8
%assign number 0
%rep OTHERS
        request number, 0
%assign number number + 1
%endrep
