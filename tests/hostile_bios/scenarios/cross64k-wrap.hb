# i13-64k: a transfer across a 64 KiB line starts again at the line before
i13.cross64k=wrap
avoided=i13.cross64k
expect=boots
