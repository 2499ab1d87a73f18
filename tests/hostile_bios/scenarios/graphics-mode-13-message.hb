# text-state, msg-unreadable: no read succeeds, and the screen is in graphics of 320 by 200
entry.video=13
i13.fail_first=9999:80
picture=1
expect=stage1 FJ-0101 AH=80 DL=80 LBA=00000001
smoke=1
