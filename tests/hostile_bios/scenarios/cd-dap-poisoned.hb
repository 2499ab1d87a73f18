# i13-dap-changed: a CD, and the packet is full of ones after the call
i13.dap_after=poison
interface=cd
image=layout=iso
expect=boots
