# entry-regs-garbage: the direction flag is set
entry.flags=DF
smoke=1
expect=boots
