# i13-align: buffers lie at multiples of four
i13.align=4
avoided=i13.align
expect=boots
