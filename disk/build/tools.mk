# SPDX-License-Identifier: BSD-2-Clause
# Programs for the developer's machine. They use the loader's own parsers where they need them.

constants_sources    := disk/build/constants.cpp
host_words           := disk/host/files.cpp disk/host/refusal.cpp stage2/talk/error_text.cpp
pack_stage2_sources  := $(addprefix disk/build/,pack_stage2.cpp pack_annex.cpp lz4_block.cpp) $(host_words) \
                        $(addprefix stage2/checksums/,crc32.cpp sliced_crc.cpp wide_sum.cpp wide_sum_words.cpp)
relative_debug_sources := disk/build/relative_debug.cpp $(host_words)
limine_parsers       := $(addprefix stage2/protocols/limine/,image_rules.cpp internal_modules.cpp requests.cpp sections.cpp) \
                        $(addprefix stage2/,image/elf_dynamic.cpp image/placement.cpp memory/memory_map.cpp \
                                            memory/memory_taking.cpp memory/search.cpp)
kernel_file_sources  := $(addprefix disk/kernel_tools/,guest_file.cpp kernel_file.cpp kernel_warnings.cpp limine_verdict.cpp \
                                                       loaded_image.cpp model_pc.cpp report_text.cpp sealing.cpp sections.cpp) \
                        $(limine_parsers) \
                        $(host_words) $(addprefix stage2/checksums/,crc32c.cpp sliced_crc.cpp wide_sum.cpp wide_sum_words.cpp) \
                        $(addprefix stage2/image/,elf.cpp elf_segments.cpp elf_notes.cpp notes.cpp kernel_note.cpp \
                                                  isa_level.cpp seal.cpp old_seal.cpp file_kind.cpp limine_marks.cpp explanation.cpp)
verdict_sources      := $(addprefix disk/kernel_tools/,kernel_file.cpp kernel_report.cpp kernel_verdict.cpp \
                                                       kernel_warnings.cpp loaded_image.cpp report_text.cpp sealing.cpp sections.cpp \
                                                       segment_table.cpp)
guest_sources        := $(addprefix disk/kernel_tools/,guest_file.cpp guest_verdict.cpp limine_features.cpp \
                                                       limine_report.cpp limine_verdict.cpp linux_report.cpp model_pc.cpp \
                                                       multiboot_report.cpp multiboot_tags.cpp)
guest_parsers        := $(addprefix stage2/,protocols/linux/header.cpp protocols/linux/placement.cpp memory/search.cpp \
                                            $(addprefix protocols/multiboot/,header.cpp image.cpp placement.cpp)) \
                        $(addprefix stage2/,checksums/crc32.cpp checksums/sliced_crc.cpp) \
                        $(addprefix stage2/memory/,memory_map.cpp memory_taking.cpp)
packed_sources       := disk/kernel_tools/packed_kernel.cpp stage2/memory/bulk.cpp \
                        $(addprefix stage2/packed/,formats.cpp lz4_frame.cpp gzip.cpp inflate.cpp) \
                        $(addprefix stage2/checksums/,xxh32.cpp crc32.cpp)
seal_sources         := $(sort disk/kernel_tools/seal.cpp $(kernel_file_sources) $(packed_sources))
verdict_parsers      := longmode/isa_levels.cpp stage2/image/elf_dynamic.cpp stage2/image/placement.cpp
check_kernel_sources := $(sort $(addprefix disk/kernel_tools/,check_kernel.cpp guest_check.cpp kernel_key.cpp) $(verdict_sources) \
                               $(guest_sources) $(kernel_file_sources) $(packed_sources) $(verdict_parsers) \
                               $(guest_parsers))

entry_sources        = $(sort $(wildcard disk/entry/*.cpp) $(filter-out disk/kernel_tools/check_kernel.cpp, \
                                $(check_kernel_sources)) $(host_library) stage2/checksums/file_sum.cpp \
                                stage2/modules/checksum_line.cpp stage2/choice/item.cpp stage2/choice/decision.cpp \
                                stage2/protocols/chain/target.cpp \
                                $(addprefix stage2/entries/,boot_counter.cpp boot_entry.cpp boot_entry_order.cpp decimal.cpp \
                                                            glob.cpp version.cpp))

# The library of the disk programs reads partition tables with the loader's parsers. The installer also runs the
# loader's search for a volume on the disk that it will write to.
partition_tables := stage2/partitions/mbr.cpp stage2/partitions/gpt.cpp stage2/volumes/volume_kind.cpp
host_library := $(wildcard disk/host/*.cpp) stage2/talk/error_text.cpp stage2/memory/bulk.cpp \
                $(addprefix stage2/storage/,disk_cache.cpp disk_sectors.cpp) $(addprefix stage2/checksums/,crc32.cpp sliced_crc.cpp) $(partition_tables)
loader_search := $(wildcard stage2/partitions/*.cpp stage2/volumes/*.cpp stage2/volumes/*/*.cpp stage2/entries/*.cpp) \
                 stage2/storage/disk_sweep.cpp stage2/screen/video_modes.cpp
install_sources := $(sort $(wildcard disk/install/*.cpp) $(host_library) $(loader_search) \
                          $(addprefix stage2/checksums/,wide_sum.cpp wide_sum_words.cpp))
write_sources := $(wildcard disk/write/*.cpp) $(host_library)

# All of them are one program, which has a subcommand for each.
farjump_sources := $(sort $(wildcard disk/farjump/*.cpp) $(seal_sources) $(check_kernel_sources) $(entry_sources) \
                          $(write_sources) $(install_sources))

# The loader's own code is written for i386, where sizes have 32 bits.
build/host/stage2/%: private more_flags := -Wno-conversion
build/host/%.o: %.cpp | packages-build
	@mkdir -p $(@D)
	$(HOST_CXX) $(language) $(here_is_root) $(more_flags) -O2 -MMD -MP -c $< -o $@

build/host/constants: $(constants_sources:%.cpp=build/host/%.o)
build/host/pack_stage2: $(pack_stage2_sources:%.cpp=build/host/%.o)
build/host/relative_debug: $(relative_debug_sources:%.cpp=build/host/%.o)
build/farjump: $(farjump_sources:%.cpp=build/host/%.o)
build/host/pack_stage2: private libraries := -llz4
build/farjump: private libraries := -llz4 -lz
build/host/constants build/host/pack_stage2 build/host/relative_debug build/farjump:
	$(HOST_CXX) $^ $(libraries) -o $@

# The older names, by which the program is one of its subcommands.
farjump_tools := $(addprefix build/farjump-,seal check-kernel entry install write)
$(farjump_tools): build/farjump
	ln -sfT farjump $@

-include $(patsubst %.cpp,build/host/%.d,$(constants_sources) $(pack_stage2_sources) \
                                         $(relative_debug_sources) $(farjump_sources))

# The unit tests run these programs and check the program for UEFI PCs.
build/unit64/unit_tests build/unit32/unit_tests: | $(farjump_tools) \
                                                  build/bootx64.efi

## make tools      builds the program for your own machine, build/farjump, with links for its older names:
##                 build/farjump-seal, -check-kernel, -entry, -install and -write
.PHONY: tools
tools: $(farjump_tools) $(out)/stage1.bin $(out)/stage2.bin build/host/constants.sh
