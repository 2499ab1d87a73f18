# SPDX-License-Identifier: BSD-2-Clause
# Writes the image to a real disk.

## make usb DISK=/dev/sdX   writes the whole image to that disk, which destroys its contents: shows them and asks first
##                 FIXED_DISK=yes allows a disk that is not removable

# The image is built with the user's own rights; only writing to the disk may need others.
.PHONY: usb
usb: image build/farjump-write
	@[ -n "$$DISK" ] || { echo 'which disk? make usb DISK=/dev/sdX; lsblk -o NAME,SIZE,MODEL,TRAN lists them'; exit 2; }
	$$([ -w "$$DISK" ] || echo sudo) build/farjump-write $(if $(filter yes,$(FIXED_DISK)),--fixed-disk) "$$IMAGE" "$$DISK"
