# entry-stack-odd: the stack ends right below the boot sector, at no multiple of four
entry.sssp=0000:7BFE
expect=boots
