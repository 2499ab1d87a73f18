# i13-ecc-11h: every third read was corrected by ECC, which is told as an error
i13.ecc11=3
expect=boots
