; SPDX-License-Identifier: BSD-2-Clause
; Contains an option ROM that gives the machine another MADT, at 90000h, before anything is booted: the header and the I/O
; APIC's address stay; the entries are one for each number of the list IDS, or MANY processors. A number below 100h is the
; APIC id of an enabled processor, 100h an entry of length 0, a higher one the id of an enabled x2APIC.
; ACPI, "Multiple APIC Description Table (MADT)" (5.2.12); Intel SDM Vol. 3A, "Switching Back to Real-Address Mode"
; (9.9.2).

%include "option_rom.inc"

TABLE           equ 0x90000             ; neither BIOS nor loader use this memory
HEADER_SIZE     equ 44                  ; of the MADT
ROOT_HEADER     equ 36                  ; of the RSDT
LENGTH          equ 4
CHECKSUM        equ 9
RSDT_ADDRESS    equ 16                  ; in the RSDP

%macro entries 1-*
%rep %0
%if %1 < 0x100
        db 0, 8, %1, %1
        dd 1
%elif %1 == 0x100
        db 0, 0
%else
        db 9, 16, 0, 0
        dd %1, 1, %1
%endif
%rotate 1
%endrep
%endmacro

init:
        call reach_4_gib
        mov esi, 0xF0000
.rsdp:
        cmp dword [esi], "RSD "
        jne .next_line
        cmp dword [esi + 4], "PTR "
        je .found_rsdp
.next_line:
        add esi, 16
        cmp esi, 0x100000
        jb .rsdp
        ret
.found_rsdp:
        mov ebx, [esi + RSDT_ADDRESS]
        mov edx, ROOT_HEADER
.table:
        cmp edx, [ebx + LENGTH]
        jae .done
        mov esi, [ebx + edx]
        cmp dword [esi], "APIC"
        je .found_table
        add edx, 4
        jmp .table
.found_table:
        mov dword [ebx + edx], TABLE
        call write_table
        mov esi, ebx
        call make_sum_zero
%ifdef WRONG_SUM
        inc byte [dword TABLE + CHECKSUM]
%endif
.done:
        ret

; Makes DS and ES reach 4 GiB, in real mode.
reach_4_gib:
        cli
        xor eax, eax
        mov ax, cs
        shl eax, 4
        add [cs:gdt_pointer + 2], eax
        lgdt [cs:gdt_pointer]
        mov eax, cr0
        or al, 1
        mov cr0, eax
        mov cx, 8
        mov ds, cx
        mov es, cx
        and al, 0xFE
        mov cr0, eax
        xor cx, cx
        mov ds, cx
        mov es, cx
        ret

; Writes the table. ESI: the old one.
write_table:
        mov edi, TABLE
        mov ecx, HEADER_SIZE
        a32 rep movsb
%ifdef MANY
        xor ecx, ecx                    ; MANY entries, whose ids begin again after FFh; ids below 4 are enabled
.entry:
        mov word [edi], 0x0800
        mov [edi + 2], cl
        mov [edi + 3], cl
        xor eax, eax
        cmp cl, 4
        adc al, 0
        mov [edi + 4], eax
        add edi, 8
        inc ecx
        cmp ecx, MANY
        jb .entry
%else
        xor esi, esi
        mov si, cs
        shl esi, 4
        add esi, new_entries
        mov ecx, new_entries_end - new_entries
        a32 rep movsb
%endif
        sub edi, TABLE
        mov [dword TABLE + LENGTH], edi
        mov esi, TABLE

; Corrects the checksum of the table at ESI.
make_sum_zero:
        mov byte [esi + CHECKSUM], 0
        xor eax, eax
        mov ecx, [esi + LENGTH]
        mov edi, esi
.byte:
        sub al, [edi]
        inc edi
        a32 loop .byte
        mov [esi + CHECKSUM], al
        ret

        align 8
gdt:            dq 0, 0x00CF93000000FFFF
gdt_pointer:    dw 15
                dd gdt

new_entries:
%ifdef IDS
        entries IDS
%endif
new_entries_end:
