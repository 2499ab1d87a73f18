# i13-dap-changed: the packet is full of ones after the call
i13.dap_after=poison
smoke=1
expect=boots
