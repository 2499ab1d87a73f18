# entry-ram-dirty: low memory is zero
entry.fillram=00
expect=boots
