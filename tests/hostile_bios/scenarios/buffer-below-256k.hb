# i13-high-buffer: buffers end below 256 KiB
i13.top=40000
avoided=i13.top
expect=boots
