# e820-types: types that nobody knows
e820.table=types
expect=boots
