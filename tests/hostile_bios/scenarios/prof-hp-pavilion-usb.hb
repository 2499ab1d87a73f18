# i13-stuck, i13-count-limit, i13-64k, i13-phantom: several at once, as an HP Pavilion has them for USB sticks
i13.fail_first=2:20
i13.stuck=20
i13.maxcount=8:fail
i13.cross64k=fail
i13.phantom=81-8F
avoided=i13.cross64k i13.phantom
expect=boots
