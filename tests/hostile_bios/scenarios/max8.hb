# i13-count-limit: at most 8 sectors a call
i13.maxcount=8:fail
expect=boots
