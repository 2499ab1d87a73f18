# i13-hang, msg-unreadable: the fifth call never returns
i13.hang_at=5
expect=hangs
says=stage2: loading the kernel
