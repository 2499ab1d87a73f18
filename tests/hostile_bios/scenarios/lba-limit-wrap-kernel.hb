# i13-137gb: sector numbers start again from 0 in the middle of the kernel
i13.lba_limit=4096:wrap
image=first_lba=2880
expect=seal_broken
while=loading the kernel
