# text-state: the BIOS counts no rows of text
entry.rows=00
expect=boots
