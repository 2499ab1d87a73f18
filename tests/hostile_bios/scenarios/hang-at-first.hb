# i13-hang, msg-unreadable: the first read of stage 2 never returns
i13.hang_at=2
expect=hangs
says=stage2: reading the disk
