# entry-regs-garbage: interrupts are on
entry.flags=IF
expect=boots
