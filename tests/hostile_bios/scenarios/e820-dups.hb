# e820-unsorted: each entry comes twice
e820.table=twice
expect=boots
