# no quirk: the ROM changes nothing
expect=boots
smoke=1
