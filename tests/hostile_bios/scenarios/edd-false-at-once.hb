# i13-edd-false: AH=42h brings stage 2, and then works no more
i13.edd=later:1
expect=boots
