# i13-edd-false: AH=42h works twice, and then no more
i13.edd=later:2
expect=boots
