# a20-2401-lies, a20-2403-meaning: INT 15h AX=2401h says that the gate is open, and it is not
a20.start=off
a20.bios=lie
says=opened by port 92h$
smoke=1
expect=boots
