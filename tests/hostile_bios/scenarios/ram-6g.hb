# above-4g: most memory lies above 4 GiB
memory=6G
expect=boots
