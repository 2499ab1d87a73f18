# text-state, msg-unreadable: no read succeeds, and the screen is in the monochrome mode
entry.video=07
i13.fail_first=9999:80
expect=stage1 FJ-0101 AH=80 DL=80 LBA=00000001
