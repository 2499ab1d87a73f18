# entry-stack-depth: each BIOS call takes 3 KiB of the caller's stack
int.eatstack=3072
expect=boots
