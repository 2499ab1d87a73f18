# SPDX-License-Identifier: BSD-2-Clause
# Boots the image on this machine: in QEMU, in Bochs with magic breakpoints, and in QEMU with gdb.

## make run        boots the image in QEMU: in a window if there is a display, else with its serial line in this terminal
## make bochs      boots the image in Bochs with its debugger; with BREAK=… it stops at these borders and shows registers
## make debug      boots the image in QEMU under gdb, with the symbols of stage 2 and the kernel

qemu    := qemu-system-x86_64 -m 128M
window  := $(DISPLAY)$(WAYLAND_DISPLAY)
display := $(if $(window),-serial stdio,-display none -serial mon:stdio)

.PHONY: run bochs debug
run: image | packages-run
	@echo "$(if $(window),close the window,press Ctrl-A then X) to leave"
	$(qemu) -no-reboot $(display) -drive "file=$$(realpath -- "$$IMAGE" | sed s/,/,,/g),format=raw"

bochs: image | packages-bochs
	disk/emulators/bochs.sh "$$IMAGE" $(breaks)

debug: image | packages-debug
	disk/emulators/debug.sh "$$IMAGE" $(out)/stage2.elf $(out)/kernel.elf
