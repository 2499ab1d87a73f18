# SPDX-License-Identifier: BSD-2-Clause
# farjump's front door. `make help` lists what can be asked of it; each target prints what it runs.
#
#   BREAK=stage1,stage2,longmode,kernel   (any subset) places xchg bx, bx at these borders, for Bochs
#   DEBUG=1                               copies the loader's output to port E9h
#   TEST=1                                the kernel leaves the emulator when its self-check is done
#   KERNEL=… IMAGE=… OPTIONS="…"          for `make image`: your own kernel, where the image goes, the command line
#   MODULES="a b"                         for `make image`: files that the kernel is given; a blank in a name is "\ "
#   WERROR=yes|no                         whether a warning ends the build: in `make test` it does, else not
#   SCREEN=native|text|WIDTHxHEIGHT       for `make image`: the kernel's screen

MAKEFLAGS += --no-builtin-rules --no-builtin-variables
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
SHELL := /bin/bash

# The cross compilers are called by these names on every host, so that an arm64 machine builds the same loader.
STAGE2_CXX     := i686-linux-gnu-g++
STAGE2_OBJCOPY := i686-linux-gnu-objcopy
STAGE2_NM      := i686-linux-gnu-nm
KERNEL_CXX     := x86_64-linux-gnu-g++
KERNEL_CC      := x86_64-linux-gnu-gcc
KERNEL_LD      := x86_64-linux-gnu-ld
KERNEL_OBJCOPY := x86_64-linux-gnu-objcopy
HOST_CXX       := g++
CLANG_CXX      := clang++-19
CLANG_FORMAT   := clang-format-19
NASM           := nasm
PYTHON         := /usr/bin/python3

# What the user gives is taken as written: make expands no `$` in it, and recipes find it in their environment, where
# the shell takes no quote for its own.
user_words := BREAK KERNEL IMAGE OPTIONS MODULES SCREEN DISK FIXED_DISK LAYOUT FAT SECTOR_BYTES SIZE_SECTORS MBR \
              BOOT_RECORD FIRST_LBA STAGE1 COUNT PREFIX DESTDIR
given      := $(foreach name,$(user_words),$(if $(filter command environment,$(firstword $(origin $(name)))),$(name)))
$(foreach name,$(given),$(eval override $(name) := $$(value $(name))))

empty :=
space := $(empty) $(empty)
comma := ,
breaks   := $(subst $(comma),$(space),$(BREAK))
borders  := stage1 stage2 longmode kernel
$(if $(filter-out $(borders),$(breaks)),$(error BREAK=$(BREAK): any of $(subst $(space),$(comma),$(borders)) is wanted))
variant  := $(if $(TEST),test,release)$(if $(DEBUG),-debug)$(if $(breaks),-break-$(subst $(space),-,$(breaks)))
out      := build/$(variant)

# Borders are marked in assembly alone, and whether it is a test matters to one file of the kernel: C++ is compiled once
# for all such variants.
cxx_out     := build/cxx$(if $(DEBUG),-debug)
cxx_defines := $(if $(DEBUG),-DFARJUMP_DEBUG_PORT)
defines     := $(cxx_defines) $(if $(TEST),-DFARJUMP_TEST_BUILD) $(foreach border,$(breaks),-DBREAK_$(border))

# Warnings end the build where farjump is developed, not where a newer compiler knows more of them.
werror    := $(if $(filter yes,$(WERROR)),-Werror)
ld_werror := $(if $(werror),--fatal-warnings)
warnings := -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion $(werror)
language := -std=c++23 -I. $(warnings)

# Debug information names sources from the root of the tree on, wherever that lies: the same commit makes the same
# bytes. The shell and the compilers agree on the directory's name. NASM is corrected afterwards, by
# disk/build/relative_debug.cpp.
here_is_root := -ffile-prefix-map="$$PWD"=.

# Files whose names end so, in these directories and all below them.
files_below = $(sort $(shell find $(1) -name '*$(2)'))

define assemble_with_debug
@mkdir -p $(@D)
$(NASM) -f $(1) -g -F dwarf $(werror) $(defines) -I $(out)/ $< -o $@.absolute
build/host/relative_debug $@.absolute $@
endef

include disk/build/packages.mk
include disk/build/tools.mk
include disk/build/headers.mk
include kernel/kernel.mk
include kernel/examples/examples.mk
include disk/image/image.mk
include longmode/fault_report/fault_report.mk
include disk/emulators/run.mk
include disk/write/usb.mk
include disk/package/package.mk
include docs/site/site.mk
include tests/tests.mk

$(foreach name,$(user_words),$(eval all image check-kernel run bochs debug usb install uninstall: export $(name) := $$($(name))))

.PHONY: all help clean
all: image headers
	@echo "$$IMAGE is ready. Hint: 'make run' boots it in QEMU, 'make test' proves it, 'make help' lists the rest."

help:
	@sed -n 's/^#   //p' Makefile
	@sed -n 's/^## //p' Makefile disk/*/*.mk docs/site/site.mk kernel/examples/examples.mk tests/*.mk

clean:
	rm -rf build
