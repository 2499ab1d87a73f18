# i13-count-limit: at most 32 sectors a call
i13.maxcount=32:fail
expect=boots
