# i13-64k: a transfer across a 64 KiB line fails
i13.cross64k=fail
avoided=i13.cross64k
smoke=1
expect=boots
