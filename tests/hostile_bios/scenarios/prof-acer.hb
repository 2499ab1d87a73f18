# first-byte-33, entry-regs-garbage, i13-if-df: several at once, as an Acer has them
image=mbr=ms
entry.regs=dirty
int.ret_if=01
expect=boots
