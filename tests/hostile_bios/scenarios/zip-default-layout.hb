# usb-zip-slot4: the stick appears as a ZIP drive, and is not made for it
disk.persona=zip
expect=stage1 FJ-0101 AH=04 DL=00 LBA=00000020
