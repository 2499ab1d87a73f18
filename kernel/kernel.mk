# SPDX-License-Identifier: BSD-2-Clause
# Builds the kernel: an ELF64 file for the higher half, with the options that docs/boot-info.md recommends.

kernel_cpp     := $(filter-out kernel/examples/%,$(call files_below,kernel,.cpp)) include/runtime.cpp
kernel_asm     := $(filter-out kernel/examples/%,$(call files_below,kernel,.asm))
kernel_elf     := $(out)/kernel.elf
kernel_outcome := $(out)/kernel-objects/kernel/outcome.cpp.o
kernel_objects := $(patsubst %,$(cxx_out)/kernel-objects/%.o,$(filter-out kernel/outcome.cpp,$(kernel_cpp))) \
                  $(kernel_outcome) $(patsubst %,$(out)/kernel-objects/%.o,$(kernel_asm))

# The code may use neither SSE nor x87: nobody has set them up. No red zone: an exception would write over it.
kernel_cxxflags  = $(language) $(here_is_root) $(cxx_defines) -O2 -g -ffreestanding -fno-exceptions -fno-rtti -fno-pic \
                   -fno-stack-protector -fno-threadsafe-statics -fno-asynchronous-unwind-tables -mcmodel=kernel \
                   -mno-red-zone -mno-sse -mno-mmx -mno-80387 -mgeneral-regs-only
kernel_ldflags  := -T kernel/kernel.ld -nostdlib -static --build-id=none -z max-page-size=4096 -z noexecstack \
                   $(ld_werror)

define compile_for_kernel
@mkdir -p $(@D)
$(KERNEL_CXX) $(kernel_cxxflags) -MMD -MP -c $< -o $@
endef
$(cxx_out)/kernel-objects/%.cpp.o: %.cpp kernel/kernel.mk | packages-build
	$(compile_for_kernel)
$(kernel_outcome): cxx_defines := $(defines)
$(kernel_outcome): kernel/outcome.cpp kernel/kernel.mk | packages-build
	$(compile_for_kernel)
$(out)/kernel-objects/%.asm.o: %.asm kernel/entry_state.inc $(out)/constants.inc build/host/relative_debug | packages-build
	$(call assemble_with_debug,elf64)
$(kernel_elf): $(kernel_objects) kernel/kernel.ld
	$(KERNEL_LD) $(kernel_ldflags) $(kernel_objects) -o $@
-include $(kernel_objects:.o=.d)
