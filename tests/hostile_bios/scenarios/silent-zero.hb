# i13-silent-corrupt: the kernel's code arrives as zeros, and success is told
i13.corrupt=KERNEL:zeros
expect=seal_broken
while=loading the kernel
smoke=1
