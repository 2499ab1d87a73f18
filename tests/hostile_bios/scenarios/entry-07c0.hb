# entry-cs-07c0: the boot sector is entered at 07C0:0000
entry.csip=07C0:0000
smoke=1
expect=boots
