# Programs that run on the developer's machine, built from the loader's own parsers where they need one.

constants_sources    := disk/constants.cpp
pack_stage2_sources  := disk/pack_stage2.cpp stage2/formats/crc32.cpp
seal_sources := disk/seal.cpp disk/sealing.cpp stage2/error_text.cpp \
                $(addprefix stage2/formats/,elf.cpp elf_segments.cpp elf_notes.cpp notes.cpp kernel_note.cpp isa_level.cpp \
                                             seal.cpp crc32c.cpp)

build/host/%.o: %.cpp | packages-build
	@mkdir -p $(@D)
	$(HOST_CXX) $(language) -O2 -MMD -MP -c $< -o $@

build/host/constants:    $(constants_sources:%.cpp=build/host/%.o)
build/host/pack_stage2: $(pack_stage2_sources:%.cpp=build/host/%.o)
build/farjump-seal:      $(seal_sources:%.cpp=build/host/%.o)
build/host/pack_stage2: private libraries := -llz4
build/host/constants build/host/pack_stage2 build/farjump-seal:
	$(HOST_CXX) $^ $(libraries) -o $@
-include $(patsubst %.cpp,build/host/%.d,$(constants_sources) $(pack_stage2_sources) $(seal_sources))

# Tests run it, and what a UEFI PC starts.
build/unit64/unit_tests build/unit32/unit_tests: | build/farjump-seal build/bootx64.efi
