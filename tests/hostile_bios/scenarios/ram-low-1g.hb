# above-4g: memory below 4 GiB ends at 1 GiB
memory=3G
qemu=-machine max-ram-below-4g=1G
expect=boots
