# e820-size: ECX is 0 after each entry
e820.ecx=0
expect=boots
