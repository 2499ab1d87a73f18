; SPDX-License-Identifier: BSD-2-Clause
; Defines the seal, an ELF note with space for the checksum of all loadable bytes. The image builder fills it in.
; System V ABI, "Note Section"; docs/boot-info.md, "The seal".

        section .note.farjump note alloc noexec nowrite align=4
        dd .name_end - .name            ; namesz
        dd .words_end - .words          ; descsz
        dd 1                            ; type: seal
.name:
        db "farjump", 0
.name_end:
.words:
        dd 3                            ; format of the seal
        dd 0                            ; checksum
.words_end:
