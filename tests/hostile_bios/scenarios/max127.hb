# i13-count-limit: at most 127 sectors a call
i13.maxcount=127:fail
avoided=i13.maxcount
expect=boots
