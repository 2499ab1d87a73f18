# entry-regs-garbage: interrupts are off
entry.flags=-IF
expect=boots
