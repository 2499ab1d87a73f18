# i13-dap-changed: the count in the packet is 0 after the call
i13.dap_after=count
expect=boots
