# part-multi-active: a second, empty entry is active, too
patch=462:80
expect=boots
