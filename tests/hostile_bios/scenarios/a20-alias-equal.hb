# a20-test-wrong: low memory is the same 1 MiB higher, and nothing is there to open the gate with
a20.alias=1
a20.bios=86
avoided=a20.bios
overlay=64:FF
overlay=92:FF
untouched=64
untouched=92
expect=boots
