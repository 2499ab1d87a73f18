# What a Debian 12 must have, and how it gets it: one list per front-door command, installed with apt when missing.

# On an x86-64 PC x86_64-linux-gnu-g++ is the compiler of the machine itself, and comes with g++.
packages_build := nasm g++ g++-i686-linux-gnu $(if $(filter x86_64,$(shell uname -m)),,g++-x86-64-linux-gnu) \
                  fdisk mtools dosfstools liblz4-dev
packages_run   := $(packages_build) qemu-system-x86 seabios $(if $(DISPLAY)$(WAYLAND_DISPLAY),qemu-system-gui)
packages_bochs := $(packages_build) bochs bochsbios vgabios bochs-term $(if $(DISPLAY),bochs-x)
packages_debug := $(packages_run) gdb
packages_test  := $(packages_build) qemu-system-x86 qemu-utils seabios ovmf bochs bochsbios vgabios bochs-term dosbox \
                  gdb gdisk googletest clang-19 libclang-rt-19-dev python3-pytest python3-pytest-xdist python3-pefile \
                  grub-pc-bin syslinux syslinux-common xorriso ipxe-qemu rustc

.PHONY: packages-build packages-run packages-bochs packages-debug packages-test
packages-build: ; @disk/install-packages.sh $(packages_build)
packages-run:   ; @disk/install-packages.sh $(packages_run)
packages-bochs: ; @disk/install-packages.sh $(packages_bochs)
packages-debug: ; @disk/install-packages.sh $(packages_debug)
packages-test:  ; @disk/install-packages.sh $(packages_test)
