# e820-ebx-opaque: EBX is an address
e820.ebx=token
expect=boots
