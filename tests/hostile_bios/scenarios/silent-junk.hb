# i13-silent-corrupt: the kernel's code arrives as junk
i13.corrupt=KERNEL:junk
expect=seal_broken
while=loading the kernel
