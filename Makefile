# farjump's front door. `make help` lists what can be asked of it; each target prints what it runs.
#
#   BREAK=stage1,stage2,longmode,kernel   (any subset) places xchg bx, bx at these borders, for Bochs
#   DEBUG=1                               copies the loader's output to port E9h
#   TEST=1                                the kernel leaves the emulator when its self-check is done
#   KERNEL=… IMAGE=… OPTIONS="…"          for `make image`: your own kernel, where the image goes, the command line
#   MODULES="a b"                         for `make image`: files that the kernel is given
#   SCREEN=native|text|WIDTHxHEIGHT       for `make image`: the kernel's screen

MAKEFLAGS += --no-builtin-rules --no-builtin-variables
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
SHELL := /bin/bash

# The cross compilers are called by these names on every host, so that an arm64 machine builds the same loader.
STAGE2_CXX     := i686-linux-gnu-g++
STAGE2_OBJCOPY := i686-linux-gnu-objcopy
KERNEL_CXX     := x86_64-linux-gnu-g++
KERNEL_CC      := x86_64-linux-gnu-gcc
KERNEL_LD      := x86_64-linux-gnu-ld
HOST_CXX       := g++
CLANG_CXX      := clang++-19
NASM           := nasm
PYTHON         := /usr/bin/python3

empty :=
space := $(empty) $(empty)
comma := ,
breaks   := $(subst $(comma),$(space),$(BREAK))
variant  := $(if $(TEST),test,release)$(if $(DEBUG),-debug)$(if $(breaks),-break-$(subst $(space),-,$(breaks)))
out      := build/$(variant)

# Borders are marked in assembly alone, and whether it is a test matters to one file of the kernel: C++ is compiled once
# for all such variants.
cxx_out     := build/cxx$(if $(DEBUG),-debug)
cxx_defines := $(if $(DEBUG),-DFARJUMP_DEBUG_PORT)
defines     := $(cxx_defines) $(if $(TEST),-DFARJUMP_TEST_BUILD) $(foreach border,$(breaks),-DBREAK_$(border))

warnings := -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Werror
language := -std=c++23 -I. $(warnings)

include disk/packages.mk
include disk/tools.mk
include disk/headers.mk
include kernel/kernel.mk
include kernel/examples/examples.mk
include disk/image.mk
include disk/run.mk
include disk/usb.mk
include tests/tests.mk

.PHONY: all help clean
all: image headers
	@echo "$(IMAGE) is ready. Hint: 'make run' boots it in QEMU, 'make test' proves it, 'make help' lists the rest."

help:
	@sed -n 's/^#   //p' Makefile
	@sed -n 's/^## //p' Makefile disk/*.mk kernel/examples/examples.mk tests/*.mk

clean:
	rm -rf build
