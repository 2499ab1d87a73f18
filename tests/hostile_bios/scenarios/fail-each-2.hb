# i13-retry: every second read fails
i13.fail_each=2:40
expect=boots
