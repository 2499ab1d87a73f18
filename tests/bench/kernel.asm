; Contains a kernel that reports when its first instruction ran: it writes the time stamp counter, eight bytes, to port
; E9h. PAYLOAD bytes of a pattern give the kernel the size that is to be measured.

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
        dd 3, 0
