# e820-types: types that nobody knows
e820.table=types
canary.high=1000000-17FFFFF
expect=boots
