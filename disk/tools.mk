# Programs that run on the developer's machine, built from the loader's own parsers where they need one.

constants_sources    := disk/constants.cpp
pack_stage2_sources  := disk/pack_stage2.cpp stage2/formats/crc32.cpp
kernel_file_sources  := disk/host_program.cpp disk/kernel_file.cpp disk/sealing.cpp stage2/error_text.cpp \
                        $(addprefix stage2/formats/,elf.cpp elf_segments.cpp elf_notes.cpp notes.cpp kernel_note.cpp \
                                                    isa_level.cpp seal.cpp crc32c.cpp)
verdict_sources      := $(addprefix disk/,kernel_file.cpp kernel_report.cpp kernel_verdict.cpp report_text.cpp \
                                          sealing.cpp segment_table.cpp)
seal_sources         := disk/seal.cpp $(kernel_file_sources)
check_kernel_sources := disk/check_kernel.cpp $(verdict_sources) $(kernel_file_sources) longmode/isa_levels.cpp \
                        stage2/formats/elf_dynamic.cpp stage2/kernel_place.cpp stage2/memory_map.cpp

build/host/%.o: %.cpp | packages-build
	@mkdir -p $(@D)
	$(HOST_CXX) $(language) -O2 -MMD -MP -c $< -o $@

build/host/constants: $(constants_sources:%.cpp=build/host/%.o)
build/host/pack_stage2: $(pack_stage2_sources:%.cpp=build/host/%.o)
build/farjump-seal: $(seal_sources:%.cpp=build/host/%.o)
build/farjump-check-kernel: $(check_kernel_sources:%.cpp=build/host/%.o)
build/host/pack_stage2: private libraries := -llz4
build/host/constants build/host/pack_stage2 build/farjump-seal build/farjump-check-kernel:
	$(HOST_CXX) $^ $(libraries) -o $@
-include $(patsubst %.cpp,build/host/%.d,$(constants_sources) $(pack_stage2_sources) $(seal_sources) \
                                         $(check_kernel_sources))

# Tests run them, and what a UEFI PC starts.
build/unit64/unit_tests build/unit32/unit_tests: | build/farjump-seal build/farjump-check-kernel build/bootx64.efi
