# e820-acpi3: the ACPI 3 attributes are junk
e820.entry=24
e820.attr=random
expect=boots
