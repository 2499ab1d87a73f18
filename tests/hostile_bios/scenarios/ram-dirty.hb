# entry-ram-dirty, sector-only-512: low memory is full of random bytes
entry.fillram=random
seed=1
smoke=1
expect=boots
