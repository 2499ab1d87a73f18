# kbd-buffer: 15 keys are in the keyboard's buffer
entry.kbdfill=15
expect=boots
