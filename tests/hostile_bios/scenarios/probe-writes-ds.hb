# i13-41-crash: functions that the BIOS does not know write to where DS points
i13.edd=absent
i13.unknown=write_ds
expect=boots
