; SPDX-License-Identifier: BSD-2-Clause
; Handles INT 18h and INT 19h when the loader calls them: the last resort when nothing boots.
; Phoenix, "BIOS Boot Specification" 1.01, "INT 18h on Boot Failure", "INT 19h Boot Vector".

; INT 18h: the next device in the boot order, or ROM BASIC. Some BIOSes have neither, and return.
int18:
        cmp byte [config(misc_int18)], 0
        je call_old                     ; which does not return
        bites "misc.int18"
        ret

; INT 19h once more.
restart:
        cmp byte [config(misc_int19)], 0
        je pass_on
        bites "misc.int19"
        jmp leave_frame
