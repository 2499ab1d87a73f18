# csm-video: INT 10h does nothing
text.int10=iret
expect=boots
