; The other interrupts: the screen (INT 10h), what comes when nothing can be booted (18h), the clock (1Ah).
; Ralf Brown's Interrupt List, INT 10h, INT 18h, INT 1Ah.

int10:
        cmp byte [config(text_int10)], 0
        je .redirect
        mov al, 12
        call bites_once
        jc .nothing
        bites "text.int10"
.nothing:
        ret
.redirect:
        movzx eax, word [config(text_redirect)]
        test eax, eax
        jz .pass
        cmp byte [caller_ah], 0x0E
        jne .pass
        mov cl, 13
        xchg al, cl
        call bites_once
        xchg al, cl
        jc .wait
        bites "text.redirect"
.wait:
        call delay
.pass:
        jmp call_old

int18:
        jmp call_old

int1A:
        jmp call_old
