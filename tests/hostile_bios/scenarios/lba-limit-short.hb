# i13-137gb: the kernel lies beyond what this BIOS can read
i13.lba_limit=3315:fail
expect=disk_read_failed
while=loading the kernel
