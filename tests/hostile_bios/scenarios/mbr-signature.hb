# mbr-table-preserved: somebody has given the disk another signature
patch=440:DEC0ADDE0000
expect=boots
