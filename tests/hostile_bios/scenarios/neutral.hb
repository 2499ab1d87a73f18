# i13-dap-place, pm-idt-real, a20-2403-meaning: nothing is wrong, and no call of the loader breaks a manner
expect=boots
smoke=1
