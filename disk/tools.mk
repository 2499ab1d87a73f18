# Programs that run on the developer's machine, built from the loader's own parsers where they need one.

seal_sources := disk/seal.cpp disk/sealing.cpp stage2/error_text.cpp \
                $(addprefix stage2/formats/,elf.cpp elf_segments.cpp seal.cpp crc32c.cpp)

build/host/%.o: %.cpp | packages-build
	@mkdir -p $(@D)
	$(HOST_CXX) $(language) -O2 -MMD -MP -c $< -o $@

build/farjump-seal: $(seal_sources:%.cpp=build/host/%.o)
	$(HOST_CXX) $^ -o $@
-include $(seal_sources:%.cpp=build/host/%.d)

# Its tests run it.
build/unit64/unit_tests build/unit32/unit_tests: | build/farjump-seal
