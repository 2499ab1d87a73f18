# i13-48-flags, i13-edd-params-boot: AH=48h wants 26 bytes, zeroed
i13.p48=strict
avoided=i13.p48
image=layout=gpt
expect=boots
