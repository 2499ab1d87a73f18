# Programs that run on the developer's machine, built from the loader's own parsers where they need one.

constants_sources    := disk/constants.cpp
stage2_facts_sources := disk/stage2_facts.cpp stage2/formats/crc32.cpp
seal_sources := disk/seal.cpp disk/sealing.cpp stage2/error_text.cpp \
                $(addprefix stage2/formats/,elf.cpp elf_segments.cpp seal.cpp crc32c.cpp)

build/host/%.o: %.cpp | packages-build
	@mkdir -p $(@D)
	$(HOST_CXX) $(language) -O2 -MMD -MP -c $< -o $@

build/host/constants:    $(constants_sources:%.cpp=build/host/%.o)
build/host/stage2_facts: $(stage2_facts_sources:%.cpp=build/host/%.o)
build/farjump-seal:      $(seal_sources:%.cpp=build/host/%.o)
build/host/constants build/host/stage2_facts build/farjump-seal:
	$(HOST_CXX) $^ -o $@
-include $(patsubst %.cpp,build/host/%.d,$(constants_sources) $(stage2_facts_sources) $(seal_sources))

# Its tests run it.
build/unit64/unit_tests build/unit32/unit_tests: | build/farjump-seal
