# text-state, msg-unreadable: no read succeeds, and text page 2 is shown
entry.page=2
i13.fail_first=9999:80
expect=stage1 FJ-0101 AH=80 DL=80 LBA=00000001
