# text-state, msg-unreadable: no read succeeds, and the screen is in the monochrome mode
entry.video=07
i13.fail_first=9999:80
expect=stage1 FJ-0101 stage 2 AH=80 LBA=00000001
