# SPDX-License-Identifier: BSD-2-Clause
# Follows one boot in gdb: stops at the border of each stage, in 16-, 32- and 64-bit code. disk/emulators/debug.sh
# starts it.
#
# QEMU sends the 64-bit registers in every mode, so gdb stays in i386:x86-64 throughout, and would misread 16- and
# 32-bit code. QEMU's own disassembler knows the processor's mode, so its output is shown instead.
set pagination off
set confirm off
set architecture i386:x86-64

# Prints the processor's mode and address.
define where-am-i
    if ($cr0 & 1) == 0
        printf "\nreal mode at %04x:%04x, boot drive DL=%02x\n", $cs, $rip, $rdx & 0xff
        eval "monitor x /6i 0x%lx", $cs * 16 + $rip
    else
        if ($efer & 0x400) == 0
            printf "\n32-bit protected mode at %08lx\n", $rip
            eval "monitor x /6i 0x%lx", $rip
        else
            printf "\n64-bit mode at %016lx, CR3=%lx\n", $rip, $cr3
            x /6i $rip
        end
    end
end
document where-am-i
Show the processor's mode and its next instructions, disassembled for that mode.
end

# In real mode gdb takes IP for the address, so that it does not recognize its own breakpoint at 3000:0000 and would
# stop there for ever. The breakpoint is deleted after the first stop.
define hook-stop
    where-am-i
    if ($cr0 & 1) == 0 && $cs * 16 + $rip == 0x30000
        delete $stage2_entry
    end
end

hbreak *0x7c00
hbreak *0x30000
set $stage2_entry = $bpnum
hbreak stage2_main
hbreak enter_long_mode
hbreak kernel_entry

printf "\nc goes to the next border: stage 1, stage 2, stage2_main, enter_long_mode, kernel_entry\n"
