# entry-regs-garbage, entry-cs-07c0: a CD, started at 07C0:0000 with junk in all registers, and in memory
entry.csip=07C0:0000
entry.regs=dirty
entry.fillram=random
seed=11
interface=cd
image=layout=iso
expect=boots
