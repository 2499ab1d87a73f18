# i13-count-limit: at most 63 sectors a call
i13.maxcount=63:fail
expect=boots
