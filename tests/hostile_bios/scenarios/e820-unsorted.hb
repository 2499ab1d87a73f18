# e820-unsorted: the entries come in no order
e820.table=shuffled
expect=boots
