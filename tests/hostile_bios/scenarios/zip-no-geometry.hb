# usb-zip-slot4: the stick appears as a ZIP drive, and AH=08h fails
disk.persona=zip
image=layout=zip
expect=boots
