# i13-137gb: sectors beyond 8 GB cannot be read
i13.lba_limit=16514064:fail
avoided=i13.lba_limit
expect=boots
