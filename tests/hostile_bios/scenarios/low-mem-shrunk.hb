# rom-in-the-path, e820-ebda-missing, lowmem-small: 128 KiB of low memory are taken, and only the BIOS data area tells
low.shrink_kb=128
canary=80000-8FFFF,90000-9AFFF
smoke=1
expect=boots
