# xen-hlt, tmr-no-irq0: the interrupt of the timer is masked
time.mask_irq0=1
smoke=1
expect=boots
