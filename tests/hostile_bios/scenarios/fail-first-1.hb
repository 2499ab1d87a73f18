# i13-retry: the first read fails with a time-out
i13.fail_first=1:80
expect=boots
