# SPDX-License-Identifier: BSD-2-Clause
# Builds a disk image from the sources: first stage 2, then stage 1, which contains stage 2's checksum, then the image.

## make image      builds the image; KERNEL=path puts your own kernel on it, OPTIONS="…" sets its command line, IMAGE=path
##                 names the image; MODULES="a b" adds files that the loader loads for the kernel (write a blank within a
##                 name with a backslash in front); SCREEN=native|text|WIDTHxHEIGHT selects graphics or text
##                 KERNEL may be a Linux kernel (then MODULES are its initrds), a Multiboot or a Limine kernel, too: its
##                 file is not changed, and the boot entry has the checksums of all files
##                 LAYOUT=mbr|logical|gpt|superfloppy|floppy|old|zip|iso FAT=12|16|32 SECTOR_BYTES=512|4096
##                 SIZE_SECTORS=n; MBR=ms for a BIOS that boots only a first sector like Microsoft's
##                 LAYOUT=iso: one file for CDs, disks and sticks (docs/media.md)
##                 BOOT_RECORD=yes|no: yes makes the partition bootable by itself, too; FIRST_LBA=n is its start
##                 COUNT=yes: the loader counts how often it may still start the kernel: three times, until the kernel
##                 marks a boot as good (docs/counting.md)
##                 STAGE1=mbr|simple: simple is a boot sector to learn from (docs/first-boot-sector.md), for disks
##                 with extended reads
## make check-kernel  predicts whether KERNEL=path will boot and what it asks for, or prints the loader's refusal; for
##                 Linux, Multiboot and Limine kernels, too

IMAGE   ?= $(if $(TEST),build/test/farjump.img,build/farjump.img)
KERNEL  ?= $(kernel_elf)
OPTIONS ?=
MODULES ?=
SCREEN  ?=
STAGE1  ?=

# The boot sectors: the normal one, and a simple one to learn from.
stage1_choices := mbr simple
$(if $(filter-out $(stage1_choices),$(STAGE1))$(word 2,$(STAGE1)),$(error STAGE1=$(STAGE1): mbr or simple is wanted))

# Kernels that are built here may be named as targets; all other files of the user are only read.
built_here = $(filter $(kernel_elf) $(examples),$(KERNEL) $(MODULES))

# -march=i386: until the processor check is done this code may run on any processor. -mno-80387, -mno-sse: floating
# point is not set up. -mregparm=3, -freg-struct-return (a Result is returned in two registers), the stack boundary and
# -fomit-frame-pointer save a sixth of the code. The assertions of the C++ library stay on: a wrong index produces a
# message.
stage2_cxxflags := $(language) $(here_is_root) $(cxx_defines) -Oz --param=max-inline-insns-size=3 -fno-tree-ch \
                   -fomit-frame-pointer -fno-inline-functions-called-once -flto -flto-partition=none -fipa-pta -g \
                   -march=i386 -ffreestanding -fno-exceptions -fno-rtti -fno-pic -fno-stack-protector \
                   -fno-threadsafe-statics -fno-asynchronous-unwind-tables -fno-jump-tables \
                   -ffunction-sections -fdata-sections -mno-80387 -mno-sse -mno-mmx -mregparm=3 -freg-struct-return \
                   -mpreferred-stack-boundary=2 -D_GLIBCXX_ASSERTIONS -include stage2/talk/assertions.hpp

# The annex is a program of its own beside the core, with the code that only some boots need. The core must keep the
# functions and data of the core that the annex uses; the annex's object files name them. The annex, too, may run on a
# 386: the list of partitions comes before the processor check.
annex_sources   := $(addprefix stage2/annex/,table.cpp parts.cpp words.cpp) \
                   $(wildcard stage2/packed/*.cpp stage2/screen/*.cpp) stage2/checksums/xxh32.cpp \
                   stage2/checksums/crc32c.cpp \
                   stage2/bios/vbe.cpp \
                   stage2/bios/graphics.cpp stage2/image/elf_dynamic.cpp stage2/image/explanation.cpp \
                   stage2/image/old_seal.cpp stage2/image/isa_check.cpp longmode/isa_levels.cpp stage2/memory/pages.cpp stage2/modules/modules.cpp stage2/modules/checked_file.cpp \
                   stage2/partitions/partition_report.cpp stage2/memory/search.cpp stage2/checksums/file_sum.cpp stage2/checksums/crc32_folding.cpp \
                   stage2/modules/checksum_line.cpp stage2/modules/checksum_verify.cpp stage2/bios/text_mode.cpp stage2/protocols/guests.cpp \
                   stage2/protocols/shared/guest_files.cpp stage2/protocols/shared/diskette.cpp stage2/protocols/shared/reports.cpp \
                   $(call files_below,stage2/choice,.cpp) stage2/volumes/fat/place.cpp stage2/bios/disk_write.cpp \
                   stage2/machine/acpi.cpp stage2/protocols/farjump/processors.cpp $(wildcard stage2/machine/processors/*.cpp) \
                   $(wildcard $(addprefix stage2/protocols/,linux/*.cpp multiboot/*.cpp chain/*.cpp real_mode/*.cpp limine/*.cpp))
annex_asm       := $(wildcard stage2/protocols/real_mode/*.asm stage2/protocols/multiboot/*.asm \
                   stage2/machine/processors/*.asm)
# -fno-ipa-sra: no local variants of functions from headers, which other parts of the annex would call.
annex_cxxflags  := $(filter-out -flto%,$(stage2_cxxflags)) -mtune=generic -fno-ipa-sra
annex_objects   := $(annex_sources:%.cpp=$(cxx_out)/annex-objects/%.cpp.o) \
                   $(annex_asm:%.asm=$(out)/annex-objects/%.asm.o)

stage2_sources  := $(filter-out $(annex_sources),$(call files_below,stage2,.cpp) $(wildcard longmode/*.cpp)) \
                   $(filter-out $(annex_asm),$(call files_below,stage2,.asm)) $(wildcard longmode/*.asm) \
                   include/runtime.cpp
stage2_objects  := $(patsubst %.cpp,$(cxx_out)/stage2-objects/%.cpp.o,$(filter %.cpp,$(stage2_sources))) \
                   $(patsubst %.asm,$(out)/stage2-objects/%.asm.o,$(filter %.asm,$(stage2_sources)))

$(out)/constants.inc: build/host/constants
	@mkdir -p $(@D)
	$< nasm > $@
$(out)/constants.ld: build/host/constants
	@mkdir -p $(@D)
	$< ld > $@

build/host/constants.sh: build/host/constants
	$< sh > $@

$(cxx_out)/stage2-objects/%.cpp.o: %.cpp disk/image/image.mk | packages-build
	@mkdir -p $(@D)
	$(STAGE2_CXX) $(stage2_cxxflags) -MMD -MP -c $< -o $@
$(out)/stage2-objects/%.asm.o: %.asm $(out)/constants.inc build/host/relative_debug | packages-build
	$(call assemble_with_debug,elf32)
$(out)/annex-objects/%.asm.o: %.asm $(out)/constants.inc build/host/relative_debug | packages-build
	$(call assemble_with_debug,elf32)
$(cxx_out)/annex-objects/%.cpp.o: %.cpp disk/image/image.mk | packages-build
	@mkdir -p $(@D)
	$(STAGE2_CXX) $(annex_cxxflags) -MMD -MP -c $< -o $@
# Its loops process each bit of a packed file; -O2 saves a third of their time, for 1.5 KiB.
$(cxx_out)/annex-objects/stage2/packed/inflate.cpp.o: private annex_cxxflags += -O2
$(cxx_out)/annex-needs: $(filter $(cxx_out)/%,$(annex_objects))
	$(STAGE2_NM) $^ | awk 'NF < 2 { next } $$(NF - 1) ~ /[UVu]/ { needed[$$NF] } $$(NF - 1) ~ /[TWDRB]/ { own[$$NF] } \
	    END { for (name in needed) if (!(name in own)) print "-Wl,-u," name }' > $@
# Functions from headers that objects of several folders define: annex.ld puts them into the common part.
$(cxx_out)/annex-shared.ld: $(filter $(cxx_out)/%,$(annex_objects))
	$(STAGE2_NM) -A $^ | awk '$$(NF - 1) !~ /^[WVu]$$/ { next } \
	    { sub("/[^/]*$$", "", $$1) } !($$NF in folder) { folder[$$NF] = $$1 } \
	    folder[$$NF] != $$1 && !shared[$$NF]++ \
	    { print "*(.text." $$NF " .text." $$NF ".* .rodata." $$NF " .rodata." $$NF ".* .data." $$NF ")" }' > $@
$(out)/stage2.elf: $(stage2_objects) stage2/stage2.ld $(out)/constants.ld $(cxx_out)/annex-needs
	$(STAGE2_CXX) $(stage2_cxxflags) -nostdlib -static -no-pie -Wl,-L,$(out),-T,stage2/stage2.ld,-Map,$(out)/stage2.map \
	    -Wl,--gc-sections,--build-id=none,-z,noexecstack,--no-warn-rwx-segments$(ld_werror:%=$(comma)%) \
	    $(stage2_objects) @$(cxx_out)/annex-needs -o $@
$(out)/annex.elf: $(annex_objects) stage2/annex/annex.ld $(out)/stage2.elf $(cxx_out)/annex-shared.ld
	$(STAGE2_CXX) $(annex_cxxflags) -nostdlib -static -no-pie -Wl,-L,$(out),-L,$(cxx_out),-T,stage2/annex/annex.ld,-Map,$(out)/annex.map \
	    -Wl,--gc-sections,--build-id=none,-z,noexecstack,--no-warn-rwx-segments$(ld_werror:%=$(comma)%) \
	    -Wl,--just-symbols,$(out)/stage2.elf $(annex_objects) -o $@
$(out)/stage2.raw: $(out)/stage2.elf
	$(STAGE2_OBJCOPY) -O binary -j .image $< $@
$(out)/annex.raw: $(out)/annex.elf
	$(STAGE2_OBJCOPY) -O binary $< $@
$(out)/stage2.bin $(out)/stage2.inc &: $(out)/stage2.raw $(out)/annex.raw build/host/pack_stage2
	build/host/pack_stage2 $(out)/stage2.raw $(out)/annex.raw $(out)/stage2.bin $(out)/stage2.inc
define assemble_stage1
$(NASM) -f bin $(werror) $(defines) -I $(out)/ $< -o $@
endef
$(out)/stage1.bin: stage1/mbr.asm stage1/put.inc stage1/sum.inc $(out)/constants.inc $(out)/stage2.inc
	$(assemble_stage1)
$(out)/stage1-simple.bin: stage1/simple.asm $(out)/constants.inc $(out)/stage2.inc
	$(assemble_stage1)
$(out)/stage1-cd.bin: stage1/cd.asm stage1/put.inc stage1/sum.inc $(out)/constants.inc $(out)/stage2.inc
	$(assemble_stage1)
build/bootx64.efi: stage1/efi_stub.asm | packages-build
	@mkdir -p $(@D)
	$(NASM) -f bin $(werror) $< -o $@
-include $(stage2_objects:.o=.d) $(annex_objects:.o=.d)

# The image is always built again, because its options may have changed. make -s suppresses its output.
.PHONY: image
image: $(out)/stage1.bin $(out)/stage1-simple.bin $(out)/stage1-cd.bin $(out)/stage2.bin $(built_here) build/bootx64.efi build/farjump \
       build/farjump-entry build/host/constants.sh \
       | packages-build
	@disk/image/image.sh $(out) $(if $(findstring s,$(firstword -$(MAKEFLAGS))),--quiet)

.PHONY: check-kernel
check-kernel: $(built_here) build/farjump-check-kernel | packages-build
	build/farjump-check-kernel "$$KERNEL"
