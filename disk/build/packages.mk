# SPDX-License-Identifier: BSD-2-Clause
# The Debian packages that each command of the user needs. disk/build/needs.sh lists what is needed from each package;
# only packages of missing programs and files are installed.

# On an x86-64 PC, x86_64-linux-gnu-g++ is the machine's own compiler, from the package g++.
packages_build := nasm g++ g++-i686-linux-gnu $(if $(filter x86_64,$(shell uname -m)),,g++-x86-64-linux-gnu) \
                  fdisk mtools dosfstools liblz4-dev zlib1g-dev $(if $(filter iso,$(LAYOUT)),xorriso)
packages_run   := $(packages_build) qemu-system-x86 seabios $(if $(DISPLAY)$(WAYLAND_DISPLAY),qemu-system-gui)
packages_bochs := $(packages_build) bochs bochsbios vgabios bochs-term $(if $(DISPLAY),bochs-x)
packages_debug := $(packages_run) gdb
packages_deb   := $(packages_build) dpkg-dev
packages_docs  := $(packages_build) qemu-system-x86 seabios pandoc python3-pygments
packages_test  := $(packages_build) qemu-system-x86 qemu-utils seabios ovmf bochs bochsbios vgabios bochs-term dosbox \
                  gdb strace gdisk lz4 groff-base googletest clang-19 clang-format-19 libclang-rt-19-dev \
                  python3-pytest python3-pytest-xdist python3-pefile python3-pyte \
                  dpkg-dev lintian cmake pkg-config grub-pc-bin syslinux syslinux-common xorriso ipxe-qemu rustc \
                  pandoc python3-pygments chromium chromium-driver python3-selenium ipxe python3-tornado dnsmasq-base debootstrap

# The programs that the build runs, with the names that the user may change.
build_tools      := HOST_CXX STAGE2_CXX STAGE2_OBJCOPY KERNEL_CXX KERNEL_CC KERNEL_LD NASM CLANG_CXX CLANG_FORMAT PYTHON
install_packages := $(foreach tool,$(build_tools),$(tool)='$($(tool))') disk/build/install-packages.sh

.PHONY: packages-build packages-run packages-bochs packages-debug packages-deb packages-docs packages-test
packages-build: ; @$(install_packages) $(packages_build)
packages-run:   ; @$(install_packages) $(packages_run)
packages-bochs: ; @$(install_packages) $(packages_bochs)
packages-debug: ; @$(install_packages) $(packages_debug)
packages-deb:   ; @$(install_packages) $(packages_deb)
packages-docs:  ; @$(install_packages) $(packages_docs)
packages-test:  ; @$(install_packages) $(packages_test)
