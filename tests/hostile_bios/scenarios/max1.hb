# i13-count-limit: one sector a call
i13.maxcount=1:fail
smoke=1
expect=boots
