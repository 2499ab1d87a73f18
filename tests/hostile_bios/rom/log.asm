; SPDX-License-Identifier: BSD-2-Clause
; Writes the log: lines of text on port E9h, which QEMU and Bochs record. All functions preserve all registers and
; flags.

LOG_PORT equ 0xE9

; say "words", 10
%macro say 1+
        call say_inline
        db %1, 0
%endmacro

; bites "key": this key of the scenario has changed what the BIOS does.
%macro bites 1
        say "F", %1, 10
%endmacro

; The same, but only the first time; at most 64 of them.
%assign bites_number 0
%macro bites_once 1
        push ax
        mov ax, bites_number
        bts [State.bitten], ax
        pop ax
        jc %%not_again
        bites %1
%%not_again:
%assign bites_number bites_number + 1
%endmacro

; bites_if word [config(entry_sp)], "entry.sssp": the key bites, because the scenario has it.
%macro bites_if 2
        cmp %1, 0
        je %%unset
        bites %2
%%unset:
%endmacro

; lint "01": the caller does what would break on some real machine.
%macro lint 1
        say "V", %1, 10
%endmacro

; The text behind the call. Returns behind the text.
say_inline:
        pushf
        pushad
        cld
        mov bp, sp
        mov si, [bp + 32 + 2]           ; the return address, above PUSHAD and PUSHF
.next:
        cs lodsb
        test al, al
        jz .done
        out LOG_PORT, al
        jmp .next
.done:
        mov [bp + 32 + 2], si
        popad
        popf
        ret

log_hex32:
        ror eax, 16
        call log_hex16
        ror eax, 16
log_hex16:
        xchg al, ah
        call log_hex8
        xchg al, ah
log_hex8:
        pushf
        push ax
        push ax
        shr al, 4
        call .digit
        pop ax
        and al, 15
        call .digit
        pop ax
        popf
        ret
.digit:
        cmp al, 10
        jb .decimal
        add al, 'A' - '0' - 10
.decimal:
        add al, '0'
        out LOG_PORT, al
        ret
