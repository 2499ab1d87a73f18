# entry-cs-07c0, entry-regs-garbage, entry-cr-bits, entry-stack-odd: all of it at once
entry.csip=07C0:0000
entry.regs=dirty
entry.flags=-IF,NT,AC,IOPL3,DF
entry.sssp=0000:7BFE
entry.cr0=CD,NW,AM
entry.efer=1
entry.fillram=random
seed=7
bpb.write=03-59:FF
lint=V05
expect=boots
