# csm-lowmem: firmware keeps its data in odd places below 1 MiB
canary=500-5DF,5EC-5FF,7000-7AFF,80000-9B7FF
expect=boots
