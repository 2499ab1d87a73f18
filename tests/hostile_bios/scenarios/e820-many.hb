# e820-many: 293 entries
e820.table=many
smoke=1
expect=boots
