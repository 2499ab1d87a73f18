# entry-cs-07c0: the boot sector is entered at 0007:7B90, which is the same place
entry.csip=0007:7B90
expect=boots
