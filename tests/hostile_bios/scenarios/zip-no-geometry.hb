# usb-zip-slot4: the stick appears as a ZIP drive, and AH=08h fails
disk.persona=zip
image=layout=zip
expect=boots
known=stage 2 takes a drive below 80h without an answer to AH=08h for a diskette of 2 heads and 18 sectors
