# i13-high-buffer: buffers end below A0000h
i13.top=A0000
avoided=i13.top
expect=boots
