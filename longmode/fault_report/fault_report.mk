# SPDX-License-Identifier: BSD-2-Clause
# The reporter of faults in the kernel: one page of position-independent 64-bit code, which is part of stage 2 as data
# (longmode/fault_report.asm).

fault_report_dir     := $(out)/fault-report
fault_report_objects := $(fault_report_dir)/report.cpp.o $(fault_report_dir)/entries.asm.o
fault_report_cxxflags = $(kernel_cxxflags:-O2=-Oz) -fno-inline-functions-called-once --param=max-inline-insns-size=3 \
                        -fno-jump-tables -mcmodel=small -fpie -fvisibility=hidden

$(fault_report_dir)/report.cpp.o: longmode/fault_report/report.cpp longmode/fault_report/fault_report.mk | packages-build
	@mkdir -p $(@D)
	$(KERNEL_CXX) $(fault_report_cxxflags) -MMD -MP -c $< -o $@
$(fault_report_dir)/entries.asm.o: longmode/fault_report/entries.asm $(out)/constants.inc | packages-build
	@mkdir -p $(@D)
	$(NASM) -f elf64 $(werror) -I $(out)/ $< -o $@
$(out)/fault_report.elf: $(fault_report_objects) longmode/fault_report/fault_report.ld $(out)/constants.ld
	$(KERNEL_LD) -L $(out) -T longmode/fault_report/fault_report.ld -nostdlib -static --build-id=none -z noexecstack \
	    $(ld_werror) $(fault_report_objects) -o $@
$(out)/fault_report.bin: $(out)/fault_report.elf
	$(KERNEL_OBJCOPY) -O binary -j .page $< $@
$(out)/stage2-objects/longmode/fault_report.asm.o: $(out)/fault_report.bin
-include $(fault_report_dir)/report.cpp.d
