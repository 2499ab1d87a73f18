# SPDX-License-Identifier: BSD-2-Clause
# Installs farjump for users who do not need this tree, and makes a Debian package of what is installed.

## make install    installs the program farjump, the loader's files, headers, manual pages and examples below
##                 PREFIX (default /usr/local), or for packagers below DESTDIR/PREFIX
## make uninstall  removes what `make install` has installed
## make deb        makes the Debian package build/farjump_VERSION_ARCHITECTURE.deb

PREFIX  ?= /usr/local
DESTDIR ?=

# What disk/package/files.sh lists.
installed := $(farjump_tools) $(headers) $(out)/stage1.bin $(out)/stage1-simple.bin $(out)/stage1-cd.bin $(out)/stage2.bin \
             build/bootx64.efi build/host/constants.sh

.PHONY: install uninstall deb
install uninstall: export OUT := $(out)
install: $(installed) | packages-build
	disk/package/install.sh "$$PREFIX" "$$DESTDIR"
uninstall:
	disk/package/install.sh --uninstall "$$PREFIX" "$$DESTDIR"
deb: $(installed) | packages-deb
	OUT=$(out) disk/package/deb.sh build
