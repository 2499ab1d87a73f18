# e820-size: ECX is all ones after each entry
e820.ecx=FFFF
expect=boots
