# SPDX-License-Identifier: 0BSD
# Builds example kernels as other people would write them: one in C and one in NASM at a fixed address, one in C++ that
# is position-independent. docs/boot-info.md explains the flags.

## make examples   three small kernels of a page each, in build/examples: try make run KERNEL=build/examples/in_c.elf
##                 make check-kernel KERNEL=build/examples/in_c.elf says what there is to know of one

example_flags := -Iinclude $(here_is_root) -O2 -Wall -Wextra $(werror) -ffreestanding -mno-red-zone \
                 -mgeneral-regs-only -fno-stack-protector -fno-asynchronous-unwind-tables
example_link  := -nostdlib -Wl,-e,kernel_main,--build-id=none,-z,max-page-size=4096,-z,noexecstack
examples      := $(addprefix build/examples/in_,c.elf cpp.elf nasm.elf)

.PHONY: examples
examples: $(examples)
$(examples): $(headers) kernel/examples/examples.mk | packages-build

build/examples/in_c.elf: kernel/examples/in_c.c
	@mkdir -p $(@D)
	$(KERNEL_CC) -std=c11 $(example_flags) -fno-pic -mcmodel=kernel $(example_link) -static -no-pie \
	    -Wl,-Ttext-segment=0xFFFFFFFF80000000 $< -o $@
build/examples/in_cpp.elf: kernel/examples/in_cpp.cpp
	@mkdir -p $(@D)
	$(KERNEL_CXX) -std=c++20 $(example_flags) -fno-exceptions -fno-rtti -fpie $(example_link) -static-pie \
	    -Wl,--no-dynamic-linker $< -o $@
build/examples/in_nasm.elf: kernel/examples/in_nasm.asm
	@mkdir -p $(@D)
	$(NASM) -f elf64 $(werror) -I build/include/ $< -o $(@:.elf=.o)
	$(KERNEL_LD) -nostdlib -static -e kernel_main --build-id=none -z max-page-size=4096 -z noexecstack \
	    -Ttext-segment=0xFFFFFFFF80000000 $(@:.elf=.o) -o $@
