# i13-retry, i13-removable-edd, csm-port-order, msg-unreadable: no read succeeds
i13.fail_first=9999:80
expect=stage1 FJ-0101 AH=80 DL=80 LBA=00000001
smoke=1
