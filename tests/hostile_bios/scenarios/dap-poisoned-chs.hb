# i13-dap-changed, i13-count-limit: a read of many sectors fails and leaves the packet full of ones
i13.dap_after=poison
i13.maxcount=8:fail
expect=boots
