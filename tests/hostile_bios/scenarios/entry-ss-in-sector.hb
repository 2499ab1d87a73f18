# entry-stack-odd: the stack lies in the boot sector
entry.sssp=07C0:01F0
entry.flags=-IF
expect=boots
