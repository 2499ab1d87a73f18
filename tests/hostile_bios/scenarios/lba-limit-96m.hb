# i13-137gb: this BIOS reaches 96 MiB, and sector numbers start again from 0 behind
i13.lba_limit=65536:wrap
avoided=i13.lba_limit
expect=boots
