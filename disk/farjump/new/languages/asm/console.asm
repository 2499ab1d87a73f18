; SPDX-License-Identifier: 0BSD
; Prints on the text screen and on COM1. All functions keep RBX, RBP, R12 and R13, and change the other registers.
        bits 64
        default rel
        global open_com1, open_screen, print, print_range

COM1    equ 0x3F8
COLUMNS equ 80
CELLS   equ COLUMNS * 25
WHITE   equ 0x0F                        ; on black
BLANK   equ WHITE << 8 | ' '

%macro out_com1 2                       ; register, value
        mov dx, COM1 + %1
        mov al, %2
        out dx, al
%endmacro

        section .text
; Sets COM1 to 115200 baud. Only for loaders that do not promise a serial line that works.
open_com1:
        mov ah, 0x40                    ; the loader's last words are sent
        call wait_for_com1
        out_com1 1, 0                   ; no interrupts
        out_com1 3, 0x80                ; the next two are the divisor of 115200 baud
        out_com1 0, 1
        out_com1 1, 0
        out_com1 3, 3                   ; 8 bits, no parity, 1 stop bit
        out_com1 2, 7                   ; empty FIFOs
        out_com1 4, 3                   ; ready
        ret

; Clears the text screen, whose memory is mapped at RDI. Before, everything is printed on COM1 only.
open_screen:
        mov [screen], rdi
        mov ax, BLANK
        mov ecx, CELLS
        rep stosw
        ret

; The words at RSI, up to a NUL.
print:
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

; "FIRST to LAST KIND": RAX is the base, RDI the length, RSI the name of the kind.
print_range:
        push rsi
        lea rdi, [rax + rdi - 1]
        push rdi
        call print_hexadecimal
        lea rsi, [until]
        call print
        pop rax
        call print_hexadecimal
        mov al, ' '
        call print_character
        pop rsi
        call print
        lea rsi, [line_feed]
        jmp print

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

print_character:                        ; AL
        call send
        mov rdi, [screen]
        test rdi, rdi
        jz .keep
        mov ecx, [place]
        cmp al, 10
        je .line_feed
        mov ah, WHITE
        mov [rdi + 2 * rcx], ax
        inc ecx
        jmp .placed
.line_feed:
        mov eax, ecx
        xor edx, edx
        mov r8d, COLUMNS
        div r8d
        sub ecx, edx
        add ecx, COLUMNS
.placed:
        cmp ecx, CELLS
        jb .store
        mov ecx, CELLS - COLUMNS        ; the last line again, empty
.clear:
        mov word [rdi + 2 * rcx], BLANK
        inc ecx
        cmp ecx, CELLS
        jb .clear
        mov ecx, CELLS - COLUMNS
.store:
        mov [place], ecx
.keep:
        ret

send:                                   ; AL on COM1, which keeps it
        push rax
        mov ah, 0x20                    ; it can send
        call wait_for_com1
        pop rax
        mov dx, COM1
        out dx, al
        ret

wait_for_com1:                          ; until a bit of AH is set in the line status, but not for ever
        mov ecx, 50000
        mov dx, COM1 + 5
.look:
        in al, dx
        test al, ah
        loopz .look
        ret

        section .rodata
until:          db " to ", 0
line_feed:      db 10, 0
digits:         db "0123456789ABCDEF"

        section .bss
screen: resq 1
place:  resd 1
