# i13-reset-bad: AH=00h takes half a second
i13.fail_first=2:80
i13.reset=slow:500
expect=boots
