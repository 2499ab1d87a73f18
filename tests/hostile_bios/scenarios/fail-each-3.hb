# i13-retry: every third read fails
i13.fail_each=3:80
expect=boots
