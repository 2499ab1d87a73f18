; In place of stage 1: says when the BIOS jumped to 7C00h. Eight bytes of time stamp counter on port E9h.

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
