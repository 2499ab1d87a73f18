# i13-align: buffers lie at multiples of 512
i13.align=512
avoided=i13.align
expect=boots
