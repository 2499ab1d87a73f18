# entry-stack-odd: the stack is in the last KiB of low memory
entry.sssp=9000:B800
expect=boots
