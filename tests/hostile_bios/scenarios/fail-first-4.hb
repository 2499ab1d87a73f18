# i13-retry: the first four reads fail
i13.fail_first=4:20
smoke=1
expect=boots
