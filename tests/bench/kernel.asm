; A kernel that says when its first instruction ran: eight bytes of time stamp counter on port E9h. PAYLOAD bytes of
; pattern make it as large as the loader is to be measured with.

        bits 64
        section .text
        global entry
entry:
        rdtsc
        mov ecx, 8
.next:
        out 0xE9, al
        shrd eax, edx, 8
        shr edx, 8
        loop .next
        cli
        hlt

        section .rodata
%assign pattern 0x9E3779B97F4A7C15
        times PAYLOAD / 8 dq pattern

        section .note.farjump note align=4
        dd 8, 8, 1
        db "farjump", 0
        dd 2, 0
