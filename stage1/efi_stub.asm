; SPDX-License-Identifier: BSD-2-Clause
; Implements \EFI\BOOT\BOOTX64.EFI for PCs that support only UEFI: prints what the user can do, waits for a key, and
; returns to the firmware. UEFI specification, "Removable Media Boot Behavior" (3.5.1.1 in 2.10), "x64 Platforms"
; (2.3.4), "EFI System Table" (4.3); Microsoft, "PE Format".
;
; Before: the firmware has loaded the sections at any address and calls `start` with Microsoft's calling convention:
;         RCX = image handle, RDX = system table, RSP 8 above a multiple of 16, above that space for four arguments.
; After:  RAX = 0, EFI_SUCCESS, so that a boot manager shows its menu. RBX, RBP, RDI, RSI and R12 to R15 are preserved.
;
; The code is position-independent and needs no relocations.

        bits 64
        default rel

; The parts of the firmware's interfaces that are used here.

struc EFI_SYSTEM_TABLE
    .Hdr:                       resb 24
    .FirmwareVendor:            resq 1
    .FirmwareRevision:          resd 1
                                alignb 8
    .ConsoleInHandle:           resq 1
    .ConIn:                     resq 1
    .ConsoleOutHandle:          resq 1
    .ConOut:                    resq 1
    .StandardErrorHandle:       resq 1
    .StdErr:                    resq 1
    .RuntimeServices:           resq 1
    .BootServices:              resq 1
endstruc

struc EFI_BOOT_SERVICES                 ; 4.4
    .Hdr:               resb 24
                        resq 9
    .WaitForEvent:      resq 1
                        resq 19
    .SetWatchdogTimer:  resq 1
endstruc

struc EFI_SIMPLE_TEXT_INPUT_PROTOCOL    ; 12.3
    .Reset:             resq 1
    .ReadKeyStroke:     resq 1
    .WaitForKey:        resq 1          ; an event, not a function
endstruc

struc EFI_SIMPLE_TEXT_OUTPUT_PROTOCOL   ; 12.4
    .Reset:             resq 1
    .OutputString:      resq 1
    .TestString:        resq 1
    .QueryMode:         resq 1
    .SetMode:           resq 1
    .SetAttribute:      resq 1
    .ClearScreen:       resq 1
endstruc

EFI_NOT_READY           equ (1 << 63) + 6

; The stack frame of this program.
struc frame
    .arguments:         resq 4          ; of the callee: each call needs this space
    .Index:             resq 1
    .Key:               resq 1          ; EFI_INPUT_KEY
endstruc

; The file. Sections are aligned to pages in memory and to 512 bytes in the file, and none is both writable and
; executable: firmware that protects its memory requires this.

PAGE                    equ 4096
FILE_ALIGNMENT          equ 512

        section .headers start=0
        db "MZ"
        times 0x3C - ($ - $$) db 0
        dd pe_header - $$               ; e_lfanew

pe_header:
        db "PE", 0, 0
        dw 0x8664                       ; Machine: IMAGE_FILE_MACHINE_AMD64
        dw 2                            ; NumberOfSections
        dd 0, 0, 0                      ; TimeDateStamp, and no symbols
        dw section_table - optional_header      ; SizeOfOptionalHeader
        dw 0x0022                       ; IMAGE_FILE_EXECUTABLE_IMAGE, IMAGE_FILE_LARGE_ADDRESS_AWARE

optional_header:
        dw 0x020B                       ; Magic: PE32+
        db 0, 0                         ; linker's version
        dd text_file_size, reloc_file_size, 0   ; SizeOfCode, SizeOfInitializedData, SizeOfUninitializedData
        dd TEXT_RVA                     ; AddressOfEntryPoint
        dd TEXT_RVA                     ; BaseOfCode
        dq 0                            ; ImageBase: any
        dd PAGE, FILE_ALIGNMENT         ; SectionAlignment, FileAlignment
        dw 0, 0, 0, 0, 0, 0             ; versions: operating system, image, subsystem
        dd 0                            ; Win32VersionValue
        dd RELOC_RVA + PAGE             ; SizeOfImage
        dd headers_file_size            ; SizeOfHeaders
        dd 0                            ; CheckSum: only for drivers of Windows
        dw 10                           ; Subsystem: IMAGE_SUBSYSTEM_EFI_APPLICATION
        dw 0x0160                       ; DllCharacteristics: HIGH_ENTROPY_VA, DYNAMIC_BASE, NX_COMPAT
        dq 0, 0, 0, 0                   ; sizes of stack and heap
        dd 0                            ; LoaderFlags
        dd 16                           ; NumberOfRvaAndSizes
        times 5 dq 0
        dd RELOC_RVA, reloc_size        ; the base relocation table: some firmware requires one
        times 10 dq 0

section_table:
        db ".text", 0, 0, 0
        dd text_size, TEXT_RVA, text_file_size, headers_file_size
        dd 0, 0, 0
        dd 0x60000020                   ; code, executed, read
        db ".reloc", 0, 0
        dd reloc_size, RELOC_RVA, reloc_file_size, headers_file_size + text_file_size
        dd 0, 0, 0
        dd 0x42000040                   ; initialized data, discardable, read
        align FILE_ALIGNMENT, db 0
headers_file_size equ $ - $$

        section .text follows=.headers align=1
start:
        push rbx                        ; now RSP is a multiple of 16
        sub rsp, frame_size
        mov rbx, rdx

        mov rcx, [rbx + EFI_SYSTEM_TABLE.ConOut]
        jrcxz .back                     ; no console
        call [rcx + EFI_SIMPLE_TEXT_OUTPUT_PROTOCOL.ClearScreen]
        mov rcx, [rbx + EFI_SYSTEM_TABLE.ConOut]
        lea rdx, [words]
        call [rcx + EFI_SIMPLE_TEXT_OUTPUT_PROTOCOL.OutputString]

; The boot manager's watchdog resets the PC after 5 minutes, which is too early for a user who looks for a manual.
        xor ecx, ecx                    ; Timeout: none
        xor edx, edx                    ; WatchdogCode
        xor r8d, r8d                    ; DataSize
        xor r9d, r9d                    ; WatchdogData
        mov rax, [rbx + EFI_SYSTEM_TABLE.BootServices]
        call [rax + EFI_BOOT_SERVICES.SetWatchdogTimer]

        mov rcx, [rbx + EFI_SYSTEM_TABLE.ConIn]
        jrcxz .back                     ; no keyboard
        xor edx, edx                    ; ExtendedVerification: no
        call [rcx + EFI_SIMPLE_TEXT_INPUT_PROTOCOL.Reset]       ; discards earlier keys
.wait:
        mov ecx, 1                      ; NumberOfEvents
        mov rdx, [rbx + EFI_SYSTEM_TABLE.ConIn]
        add rdx, EFI_SIMPLE_TEXT_INPUT_PROTOCOL.WaitForKey
        lea r8, [rsp + frame.Index]
        mov rax, [rbx + EFI_SYSTEM_TABLE.BootServices]
        call [rax + EFI_BOOT_SERVICES.WaitForEvent]
        test rax, rax
        jnz .back                       ; waiting fails
        mov rcx, [rbx + EFI_SYSTEM_TABLE.ConIn]
        lea rdx, [rsp + frame.Key]
        call [rcx + EFI_SIMPLE_TEXT_INPUT_PROTOCOL.ReadKeyStroke]
        mov rdx, EFI_NOT_READY
        cmp rax, rdx
        je .wait                        ; an event, but no key yet

.back:
        xor eax, eax                    ; EFI_SUCCESS
        add rsp, frame_size
        pop rbx
        ret

%define line(words) __?utf16?__(words), 13, 10
        align 2, db 0
words:
        dw line("")
        dw line("  This PC has started farjump in UEFI mode, but farjump needs a legacy BIOS.")
        dw line("")
        dw line("  Many PCs can do both. Restart this one, enter its setup (often with F2,")
        dw line("  Del, F10 or Esc), and look under 'Boot', 'Security' or 'Advanced':")
        dw line("")
        dw line("    - switch 'Secure Boot' off;")
        dw line("    - switch 'CSM', 'Legacy Support', 'Legacy Boot' or 'Launch CSM' on;")
        dw line("    - save, and choose this stick or disk in the boot menu once more (often")
        dw line("      F12, F11, F9 or F8): the entry that does not begin with 'UEFI'.")
        dw line("")
        dw line("  A PC whose setup has no such switch, as most made since 2020, cannot")
        dw line("  start it.")
        dw line("")
        dw line("  Press a key to go back to the firmware.")
        dw 0
text_size equ $ - $$
        align FILE_ALIGNMENT, db 0
text_file_size equ $ - $$

        section .reloc follows=.text align=1
        dd TEXT_RVA, reloc_size         ; one block, of
        dw 0, 0                         ; two entries without effect, IMAGE_REL_BASED_ABSOLUTE
reloc_size equ $ - $$
        align FILE_ALIGNMENT, db 0
reloc_file_size equ $ - $$

TEXT_RVA                equ PAGE
RELOC_RVA               equ TEXT_RVA + PAGE

%if text_size > PAGE
%error the text is longer than the page it is given
%endif
