# i13-slow: a call takes 20 ms, and each sector one more
i13.delay=20:1
expect=boots
