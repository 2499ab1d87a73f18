# csm-port-order, msg-unreadable: the BIOS reads stage 2, and soon no more
i13.fail_after=2:80
expect=disk_read_failed
while=reading the disk
