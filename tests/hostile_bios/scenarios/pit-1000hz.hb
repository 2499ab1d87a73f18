# pm-irq-vectors: the timer interrupts a thousand times a second
time.pit_hz=1000
expect=boots
