# Programs that run on the developer's machine, built from the loader's own parsers where they need one.

constants_sources    := disk/constants.cpp
pack_stage2_sources  := $(addprefix disk/,pack_stage2.cpp host/files.cpp host/refusal.cpp) stage2/error_text.cpp \
                        stage2/formats/crc32.cpp
relative_debug_sources := $(addprefix disk/,relative_debug.cpp host/files.cpp host/refusal.cpp) stage2/error_text.cpp
kernel_file_sources  := $(addprefix disk/,host/files.cpp host/refusal.cpp kernel_file.cpp kernel_warnings.cpp \
                                          report_text.cpp sealing.cpp sections.cpp) \
                        stage2/error_text.cpp \
                        $(addprefix stage2/formats/,elf.cpp elf_segments.cpp elf_notes.cpp notes.cpp kernel_note.cpp \
                                                    isa_level.cpp seal.cpp crc32c.cpp file_kind.cpp)
verdict_sources      := $(addprefix disk/,kernel_file.cpp kernel_report.cpp kernel_verdict.cpp kernel_warnings.cpp \
                                          report_text.cpp sealing.cpp sections.cpp segment_table.cpp)
seal_sources         := disk/seal.cpp $(kernel_file_sources)
check_kernel_sources := disk/check_kernel.cpp $(verdict_sources) $(kernel_file_sources) longmode/isa_levels.cpp \
                        stage2/formats/elf_dynamic.cpp stage2/kernel_place.cpp stage2/memory_map.cpp stage2/memory_taking.cpp

# What the programs for disks share reads tables with the loader's parsers; the installer runs the loader's own search
# for a volume on the disk that it is about to write to.
host_library := $(wildcard disk/host/*.cpp) stage2/error_text.cpp stage2/disk_cache.cpp stage2/bulk.cpp \
                $(addprefix stage2/formats/,mbr.cpp gpt.cpp disk_sectors.cpp volume_kind.cpp crc32.cpp)
loader_search := stage2/boot_volume.cpp stage2/boot_choice.cpp stage2/entry_list.cpp stage2/partition_report.cpp \
                 stage2/disk_sweep.cpp \
                 $(wildcard stage2/formats/fat*.cpp stage2/formats/boot_entry*.cpp) \
                 $(addprefix stage2/formats/,boot_counter.cpp decimal.cpp glob.cpp version.cpp video_modes.cpp)
install_sources := $(wildcard disk/install/*.cpp) $(host_library) $(loader_search)
write_sources := $(wildcard disk/write/*.cpp) $(host_library)

# The loader's own code is written for i386, where sizes have 32 bits.
build/host/stage2/%: private more_flags := -Wno-conversion
build/host/%.o: %.cpp | packages-build
	@mkdir -p $(@D)
	$(HOST_CXX) $(language) $(here_is_root) $(more_flags) -O2 -MMD -MP -c $< -o $@

build/host/constants: $(constants_sources:%.cpp=build/host/%.o)
build/host/pack_stage2: $(pack_stage2_sources:%.cpp=build/host/%.o)
build/host/relative_debug: $(relative_debug_sources:%.cpp=build/host/%.o)
build/farjump-seal: $(seal_sources:%.cpp=build/host/%.o)
build/farjump-check-kernel: $(check_kernel_sources:%.cpp=build/host/%.o)
build/farjump-write: $(write_sources:%.cpp=build/host/%.o)
build/farjump-install: $(install_sources:%.cpp=build/host/%.o)
build/host/pack_stage2: private libraries := -llz4
farjump_tools := $(addprefix build/farjump-,seal check-kernel install write)
build/host/constants build/host/pack_stage2 build/host/relative_debug $(farjump_tools):
	$(HOST_CXX) $^ $(libraries) -o $@
-include $(patsubst %.cpp,build/host/%.d,$(constants_sources) $(pack_stage2_sources) \
                                         $(relative_debug_sources) $(seal_sources) $(check_kernel_sources) $(write_sources) $(install_sources))

# Tests run them, and what a UEFI PC starts.
build/unit64/unit_tests build/unit32/unit_tests: | build/farjump-seal build/farjump-check-kernel build/bootx64.efi

## make tools      the programs for your own machine: build/farjump-seal, -check-kernel, -install and -write
.PHONY: tools
tools: $(farjump_tools) $(out)/stage1.bin $(out)/stage2.bin
