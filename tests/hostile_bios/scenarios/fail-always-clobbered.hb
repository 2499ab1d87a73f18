# msg-unreadable, text-clobber: no read succeeds, and each call destroys every register, segments and direction flag
i13.fail_first=9999:80
int.clobber=all
int.ret_df=1
expect=stage1 FJ-0101 AH=80 DL=80 LBA=00000001
