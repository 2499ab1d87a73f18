; The naive loader's second stage: A20 by port 92h, a memory map, a kernel read above 1 MiB in one go, protected mode and
; long mode's first check; then it says so on COM1 and leaves QEMU. No error is looked for, nothing is tried twice.

        bits 16
        org 0x8000

KERNEL_SEGMENT  equ 0x1000

        mov si, hello
        call print

        in al, 0x92                     ; the gate
        or al, 2
        out 0x92, al

        mov di, 0x5000                  ; the memory map: as many entries as there are
        xor ebx, ebx
        xor bp, bp
        mov edx, 0x534D4150
map:    mov eax, 0xE820
        mov ecx, 24
        int 0x15
        jc mapped
        cmp eax, edx
        jne failed
        add di, 24
        inc bp
        test ebx, ebx
        jnz map
mapped: test bp, bp
        jz failed

        mov si, packet                  ; the kernel
        mov ah, 0x42
        mov dl, [0x7C00 + DRIVE]
        int 0x13
        jc failed

        cli                             ; protected mode
        lgdt [gdt_pointer]
        mov eax, cr0
        or al, 1
        mov cr0, eax
        jmp 8:protected

failed: hlt
        jmp failed

print:  lodsb
        test al, al
        jz .done
        mov ah, 0x0E
        int 0x10
        jmp print
.done:  ret

        bits 32
protected:
        mov ax, 16
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov esp, 0x90000
        mov esi, KERNEL_SEGMENT * 16    ; to 1 MiB
        mov edi, 0x100000
        mov ecx, KERNEL_SECTORS * 512 / 4
        rep movsd
        mov esi, 0x100000               ; is it there? Its words count up
        mov ecx, KERNEL_SECTORS * 512 / 4
        xor ebx, ebx
check:  lodsd
        cmp eax, ebx
        jne broken
        inc ebx
        loop check
        mov eax, 0x80000001             ; and the processor?
        cpuid
        test edx, 1 << 29
        jz broken
        mov esi, hello_kernel
send:   mov dx, 0x3FD
wait_:  in al, dx
        test al, 0x20
        jz wait_
        lodsb
        test al, al
        jz leave_
        mov dx, 0x3F8
        out dx, al
        jmp send
leave_: mov dx, 0xF4
        mov al, 0x10
        out dx, al
broken: hlt
        jmp broken

hello:  db "loading", 13, 10, 0
hello_kernel:
        db "kernel: hello", 13, 10, 0

packet: db 16, 0
        dw KERNEL_SECTORS, 0, KERNEL_SEGMENT
        dq KERNEL_LBA

        align 8
gdt:    dq 0
        dq 0x00CF9A000000FFFF
        dq 0x00CF92000000FFFF
gdt_pointer:
        dw $ - gdt - 1
        dd gdt
        times (512 - ($ - $$) % 512) % 512 db 0
