; SPDX-License-Identifier: BSD-2-Clause
; A kernel for the Limine boot protocol that stores the address of a symbol, which it does not define.
        bits 64
        extern missing

        section .text
        global entry
entry:
        hlt
        jmp entry

        section .data align=8
        dq 0xF9562B2D5C95A6C8, 0x6A7B384944536BDC, 6
        dq 0xC7B1DD30DF4C8B88, 0x0A82E883A194F07B, 0x4B161536E598651E, 0xB390AD4A2F1F303A, 0, 0
        dq missing
