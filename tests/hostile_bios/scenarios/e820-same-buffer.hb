# e820-same-buffer: what is the same as in the entry before is not written again
e820.same_buffer=1
expect=boots
