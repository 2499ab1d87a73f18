# i13-recursion: INT 13h calls itself
i13.recursion=1
expect=boots
