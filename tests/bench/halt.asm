; SPDX-License-Identifier: BSD-2-Clause
; Stands in for a loader that ends at its first instruction: what is counted up to here is not the loader's.
%include "stamp.inc"

        bits 16
        org 0x7C00
        stamp
        cli
.rest:
        hlt
        jmp .rest

        times 512 - ($ - $$) db 0
