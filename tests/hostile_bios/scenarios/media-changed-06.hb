# i13-retry, i13-removable-edd: now and then the medium seems to have changed
i13.fail_each=5:06
expect=boots
