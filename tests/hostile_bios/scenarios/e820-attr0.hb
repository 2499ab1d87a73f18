# e820-acpi3: the ACPI 3 attributes of all entries are 0, which would mean to ignore them
e820.entry=24
e820.attr=zero
smoke=1
expect=boots
