; Replaces stage 1 and reports when the BIOS jumped to 7C00h: it writes the time stamp counter, eight bytes, to port
; E9h.

        bits 16
        org 0x7C00
        rdtsc
        mov cx, 8
.next:
        out 0xE9, al
        shrd eax, edx, 8
        shr edx, 8
        loop .next
        cli
        hlt

        times 440 - ($ - $$) db 0
        times 512 - ($ - $$) db 0
