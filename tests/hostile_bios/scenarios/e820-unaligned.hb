# e820-zero-wrap: odd ends, an empty range, and one beyond 64 bits
e820.table=odd_ends
expect=boots
