# rb-int18-19: no read succeeds, and INT 18h would return
misc.int18=iret
i13.fail_first=9999:80
avoided=misc.int18
expect=stage1 FJ-0101 AH=80 DL=80 LBA=00000001
