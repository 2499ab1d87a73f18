# entry-ram-dirty: low memory is full of A5h
entry.fillram=A5
expect=boots
