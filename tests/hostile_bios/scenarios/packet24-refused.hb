# i13-high-buffer: packets are 16 bytes long or refused
i13.packet=10h_only
avoided=i13.packet
expect=boots
