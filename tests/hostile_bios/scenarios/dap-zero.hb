# i13-dap-changed: the packet is zeros after the call
i13.dap_after=zero
expect=boots
