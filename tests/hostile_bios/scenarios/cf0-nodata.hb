# i13-cf-wrong: the first two reads bring nothing; AH tells why, but there is no carry
i13.fail_first=2:20
i13.cf=cleared
expect=boots
