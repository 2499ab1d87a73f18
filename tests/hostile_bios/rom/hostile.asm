; SPDX-License-Identifier: BSD-2-Clause
; Contains a hostile BIOS: an option ROM between a loader and any real BIOS that makes the mistakes of a scenario.
; BIOS Boot Specification 1.01, "Option ROM header", "PnP Expansion Header"; Ralf Brown's Interrupt List.
;
; The BIOS calls `init` once. The ROM is read-only, so its variables are in low memory that it subtracts from the BIOS's
; count (state.inc). The loader's calls come through `frame`. rom.py writes the configuration, `block`, into the ROM.

        bits 16
        org 0
        db 0x55, 0xAA
        db 0                            ; its size in 512 bytes: rom.py
        jmp near init
        times 0x1A - ($ - $$) db 0
        dw plug_and_play
        times 0x20 - ($ - $$) db 0
plug_and_play:
        db "$PnP", 1, 2                 ; revision, size in 16 bytes
        dw 0                            ; no further header
        db 0, 0                         ; checksum: not asked for
        dd 0                            ; device
        dw 0, 0                         ; manufacturer, product
        db 0xFF, 0, 0                   ; type: nothing to boot from
        db 0                            ; it supports nothing
        dw 0, 0, 0, 0, 0                ; and wants to be called for nothing

%include "state.inc"
%include "log.asm"
%include "init.asm"
%include "frame.asm"
%include "lint.asm"
%include "lint_services.asm"
%include "spoil.asm"
%include "spoil_registers.asm"
%include "int13.asm"
%include "int13_request.asm"
%include "int13_host.asm"
%include "int13_checks.asm"
%include "int13_limits.asm"
%include "int13_tracks.asm"
%include "int13_moves.asm"
%include "int13_wraps.asm"
%include "int13_besides.asm"
%include "int13_parameters.asm"
%include "int15.asm"
%include "e820.asm"
%include "memory.asm"
%include "high_canary.asm"
%include "a20.asm"
%include "tick.asm"
%include "screen.asm"
%include "vbe.asm"
%include "vbe_modes.asm"
%include "vbe_mode.asm"
%include "clock.asm"
%include "persona.asm"
%include "int19.asm"
%include "entry.asm"
%include "restart.asm"

        align 16
block:
                                        ; the configuration and a memory map: rom.py
