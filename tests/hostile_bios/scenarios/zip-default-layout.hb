# usb-zip-slot4: the stick appears as a ZIP drive, and is not made for it
disk.persona=zip
expect=stage1 FJ-0101 stage 2 AH=04 LBA=00000020
