# e801-zero: E801h answers in CX and DX only
e820.mode=unsupported
mem.e801=cxdx
expect=boots
