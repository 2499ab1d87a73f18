# entry-cr-bits: NT, AC, IOPL and the direction flag are set; stage 1 has no room to clear NT
entry.flags=NT,AC,IOPL3,DF
lint=V05
expect=boots
