# i13-reset-bad: AH=00h fails
i13.fail_first=1:80
i13.reset=cf1
expect=boots
