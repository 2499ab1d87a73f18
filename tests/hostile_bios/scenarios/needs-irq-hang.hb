# i13-needs-irq: a call with interrupts off or masked never returns
int.need_irq=hang
avoided=int.need_irq
smoke=1
expect=boots
