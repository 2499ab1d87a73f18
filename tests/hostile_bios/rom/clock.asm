; SPDX-License-Identifier: BSD-2-Clause
; Changes time services: INT 1Ah, INT 15h AH=86h, the interval timer, the tick count.
; Ralf Brown's Interrupt List, INT 1Ah, INT 15h AH=86h; Intel 8254 datasheet, "Mode 3: Square Wave Mode".

TIMER_HERTZ     equ 1193182

; Before the boot sector runs.
set_the_clock:
        cmp byte [config(time_mask_irq0)], 0
        je .rate
        bites "time.mask_irq0"
        in al, 0x21
        or al, 1
        out 0x21, al
.rate:
        movzx ecx, word [config(time_pit_hz)]
        jecxz .ticks
        bites "time.pit_hz"
        mov eax, TIMER_HERTZ
        xor edx, edx
        div ecx
        mov cx, ax
        mov al, 0x36                    ; channel 0, low byte then high byte, mode 3
        out 0x43, al
        mov al, cl
        out 0x40, al
        mov al, ch
        out 0x40, al
.ticks:
        mov eax, [config(time_tick)]
        test eax, eax
        jz .done
        bites "time.tick"
        push 0
        pop es
        mov [es:BDA_TICKS], eax
.done:
        ret

int1A:
        mov al, [config(time_rtc)]
        test al, al
        jz call_old
        cmp byte [caller_ah], 0x02
        je .lie
        cmp byte [caller_ah], 0x04
        jne call_old
.lie:
        bites_once "time.rtc"
        cmp al, TIME_RTC_FAILS
        je .fails
        mov word [caller(ecx)], 0xFFFF
        mov word [caller(edx)], 0xFFFF
        jmp succeed
.fails:
        or byte [caller(flags)], CARRY
        ret

; INT 15h AH=86h: wait.
wait_service:
        mov al, [config(time_int1586)]
        test al, al
        jz call_old
        bites "time.int1586"
        cmp al, TIME_INT1586_HANGS
        je hang
        fail_with UNSUPPORTED
        ret
