# entry-regs-garbage, entry-si-esdi-junk: every register but SS:SP and DL is junk, upper halves and segments, too
entry.regs=dirty
smoke=1
expect=boots
