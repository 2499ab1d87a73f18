# SPDX-License-Identifier: BSD-2-Clause
# The parts of `make test`: unit tests in 64 and 32 bits, fuzzers, volumes of other tools, and whole boots.

## make test       runs all tests within minutes: unit tests, a short run of each fuzzer, volumes, whole boots
## make test-full  runs the same tests, with long runs of the fuzzers and the slow boots
## make unit       runs the unit tests, built for 64 and for 32 bits, with sanitizers
## make volumes    reads random volumes with the loader's reader: VOLUMES (default 150) filled by mtools, and
##                 LINUX_VOLUMES (default 10) filled by Linux
## make bench      measures what a boot costs on many machines: disk reads, instructions, calls of the BIOS, time;
##                 and GRUB and Syslinux beside it. Takes about eight minutes
## make bench-reads  counts the disk reads until the kernel runs, beside those of GRUB and Syslinux
## make cost-tables  measures the same, and writes the tables of docs/boot-flow.md and the picture docs/boot-time.svg
## make hostile-table  boots farjump, GRUB, Syslinux and a naive loader on a hostile BIOS; writes docs/hostile-table.md
## make check      for daily work, in about two minutes: checks layout and rules of the sources, runs the unit tests of
##                 changed files (in 64 bits) and a handful of boots
## make format     lays out all C++ and C by .clang-format; `make test` checks the layout
## make fuzz       runs each fuzzer for FUZZ_RUNS executions (default 2,000,000), and FUZZ_SECONDS at most (default: 0,
##                 which means as long as it takes)

FUZZ_RUNS ?= 2000000
FUZZ_SECONDS ?= 0

# Sources that need the real machine, or that contain the program's entry. All others run on the developer's machine,
# where tests/fake_machine.cpp replaces the BIOS calls, the ports, the A20 probe, physical memory and the jump into the
# kernel.
machine_sources := stage2/main.cpp stage2/annex/load.cpp stage2/talk/panic.cpp stage2/memory/physical_memory.cpp \
                   stage2/protocols/real_mode/start.cpp stage2/protocols/multiboot/start.cpp \
                   stage2/bios/call.cpp stage2/bios/a20_probe.cpp stage2/machine/sse.cpp longmode/gdt.cpp \
                   $(addprefix stage2/machine/processors/,caches.cpp control_registers.cpp start_page.cpp)
desk_sources := $(filter-out $(machine_sources),$(call files_below,stage2,.cpp) $(wildcard longmode/*.cpp))
unit_sources := $(call files_below,tests/unit,.cpp) tests/fake_machine.cpp $(verdict_sources) $(guest_sources) \
                $(addprefix disk/,host/files.cpp host/refusal.cpp host/disk_file.cpp install/plan.cpp install/backup.cpp \
                                  install/backup_file.cpp) \
                kernel/memory/page_walk.cpp

# Sources of host programs, their tests, and a test that needs a library of the host are never built for 32 bits.
host_only    := $(wildcard tests/unit/disk/*.cpp) tests/unit/packed/gzip_zlib_test.cpp \
                $(filter-out $(kernel_file_sources),$(filter disk/%,$(unit_sources)))
unit64_sources := $(desk_sources) $(unit_sources)
unit32_sources := $(desk_sources) $(filter-out $(host_only),$(unit_sources))
fuzzers      := $(patsubst tests/fuzz/%.cpp,%,$(wildcard tests/fuzz/*.cpp))

googletest := /usr/src/googletest/googletest
sanitizers := -fsanitize=address,undefined -fno-sanitize-recover=all
checks     := -D_GLIBCXX_ASSERTIONS -g1
sanitize   := $(sanitizers) $(checks)

# The fuzzers use the same 64-bit objects, so clang compiles them. Stage 2's own compiler compiles the 32-bit objects,
# and they use the cross compiler's C library.
unit64_cxx     := $(CLANG_CXX) -fsanitize=fuzzer-no-link -Wno-gnu-statement-expression-from-macro-expansion
unit64_libraries := -lz
unit32_cxx     := $(STAGE2_CXX) -Wno-subobject-linkage
unit32_ldflags := -Wl,--dynamic-linker=/usr/i686-linux-gnu/lib/ld-linux.so.2 -Wl,-rpath=/usr/i686-linux-gnu/lib
unit32_run     := tests/run-32-bit.sh

# Many tests wait for other people's tools (sgdisk sleeps for a second), so more tests run at the same time than there
# are processors.
unit_shards := 6

# The sources of a folder are compiled together, as one, because most of the compiler's work is in the headers that they
# share. These stand apart, because two of them give the same name to different things, or are not built in 32 bits.
apart := $(addprefix stage2/protocols/multiboot/,information_1.cpp information_2.cpp) $(host_only) \
         $(patsubst %,tests/unit/%_test.cpp, \
             checksums/wide_sum checksums/xxh32 choice/menu/keyboard image/kernel_note image/seal longmode/kernel_space \
             longmode/paging longmode/requirements machine/processors/iommu packed/lz4_frame packed/unpacked_file \
             protocols/steps protocols/linux/placement protocols/multiboot/image storage/disk_sweep \
             volumes/fat/chain volumes/fat/spares volumes/fat/subdirectory)
joined        = $(filter-out $(apart),$(filter stage2/% longmode/% tests/unit/%,$(1)))
folders       = $(sort $(dir $(call joined,$(1))))
sources_below = $(filter $(addprefix $(1),$(notdir $(2))),$(call joined,$(2)))
objects       = $(patsubst %,build/unit$(1)/%together.o,$(call folders,$(2))) \
                $(patsubst %.cpp,build/unit$(1)/%.o,$(filter-out $(call joined,$(2)),$(2)))

# Headers that nearly all sources include are compiled once: tests/unit/library.hpp for the loader's sources,
# tests/unit/prelude.hpp for the tests' own.
#
# The loader's sources are compiled with all sanitizers. The tests' own, which would take the compiler a quarter longer,
# are compiled without them in 32 bits, because the 64-bit build checks the same code; and in 64 bits without the checks
# of each pointer, most of which AddressSanitizer makes anyway.
desk_cxxflags   := $(language) $(sanitize) -O1 -isystem $(googletest)/include
unit32_cxxflags := $(language) $(checks) -O0 -isystem $(googletest)/include
unit64_cxxflags := $(unit32_cxxflags) $(sanitizers) -fno-sanitize=vptr,null,alignment,object-size

# $(call compile,64,FLAGS,HEADER) makes the target from a source, or from what printf says. FLAGS: a variable.
compile = $(unit$(1)_cxx) $($(2)) -include build/unit$(1)/$(3) -MMD -MP -MF $(@:.o=.d) -MT $@ -x c++ -c -o $@
include_all = printf '\#include "%s"\n' $(sources)
unseen      = -Wno-shadow        # a name in a source that is read after another may seem to hide that one's

define unit_rules
build/unit$(1)/gtest-all.o: | packages-test
	@mkdir -p $$(@D)
	$$(unit$(1)_cxx) -std=c++17 -O1 -I$(googletest) -I$(googletest)/include -c $(googletest)/src/gtest-all.cc -o $$@
build/unit$(1)/gtest_main.o: | packages-test
	@mkdir -p $$(@D)
	$$(unit$(1)_cxx) -std=c++17 -O1 -I$(googletest)/include -c $(googletest)/src/gtest_main.cc -o $$@
build/unit$(1)/%.o: %.cpp build/unit$(1)/library.hpp.gch | packages-test
	@mkdir -p $$(@D)
	$$(call compile,$(1),desk_cxxflags,library.hpp) $$<
build/unit$(1)/%together.o: build/unit$(1)/library.hpp.gch | packages-test
	@mkdir -p $$(@D)
	$$(include_all) | $$(call compile,$(1),desk_cxxflags,library.hpp) $(unseen) -
build/unit$(1)/tests/unit/%.o: tests/unit/%.cpp build/unit$(1)/prelude.hpp.gch | packages-test
	@mkdir -p $$(@D)
	$$(call compile,$(1),unit$(1)_cxxflags,prelude.hpp) $$<
build/unit$(1)/tests/unit/%together.o: build/unit$(1)/prelude.hpp.gch | packages-test
	@mkdir -p $$(@D)
	$$(include_all) | $$(call compile,$(1),unit$(1)_cxxflags,prelude.hpp) $(unseen) -
$(foreach folder,$(call folders,$(unit$(1)_sources)),$(call folder_rules,$(1),$(folder),$(call sources_below,$(folder),$(unit$(1)_sources))))
build/unit$(1)/prelude.hpp.gch: private flags := $(unit$(1)_cxxflags)
build/unit$(1)/library.hpp.gch: private flags := $(desk_cxxflags)
build/unit$(1)/%.hpp.gch: tests/unit/%.hpp tests/tests.mk | packages-test
	@mkdir -p $$(@D)
	$$(unit$(1)_cxx) $$(flags) -x c++-header $$< -o $$@
build/unit$(1)/unit_tests: $(call objects,$(1),$(unit$(1)_sources)) build/unit$(1)/gtest-all.o build/unit$(1)/gtest_main.o
	$$(unit$(1)_cxx) $(sanitize) $$(unit$(1)_ldflags) $$^ -o $$@ -lpthread $$(unit$(1)_libraries)
-include $(patsubst %.o,%.d,$(call objects,$(1),$(unit$(1)_sources)))
.PHONY: unit$(1)
unit$(1): build/unit$(1)/unit_tests
	$$(unit$(1)_run) $$< --gtest_list_tests >/dev/null        # once alone: it may install an emulator
	seq 0 $$$$(($(unit_shards) - 1)) | xargs -P $(unit_shards) -I{} \
	    env GTEST_BRIEF=1 GTEST_TOTAL_SHARDS=$(unit_shards) GTEST_SHARD_INDEX={} $$(unit$(1)_run) $$<
endef
define folder_rules
build/unit$(1)/$(2)together.o: private sources := $(3)
build/unit$(1)/$(2)together.o: $(3)

endef
$(eval $(call unit_rules,64))
$(eval $(call unit_rules,32))

.PHONY: unit
unit: unit64 unit32

# Fuzzers: one program for each format; its corpus of real samples is in tests/fuzz/corpus/NAME.
$(fuzzers:%=build/fuzz/%): build/fuzz/%: build/unit64/tests/fuzz/%.o \
                           $(call objects,64,$(desk_sources) tests/fake_machine.cpp)
	@mkdir -p $(@D)
	$(CLANG_CXX) $(sanitize) -fsanitize=fuzzer $^ $(libraries) -o $@
build/fuzz/lz4_frame: private libraries := -llz4
build/fuzz/gzip: private libraries := -lz
build/fuzz/elf: $(patsubst %.cpp,build/unit64/%.o,$(verdict_sources) disk/host/files.cpp disk/host/refusal.cpp)
-include $(fuzzers:%=build/unit64/tests/fuzz/%.d) $(verdict_sources:%.cpp=build/unit64/%.d)

.PHONY: fuzz $(fuzzers:%=fuzz-%)
fuzz: $(fuzzers:%=fuzz-%)
$(fuzzers:%=fuzz-%): fuzz-%: build/fuzz/%
	@mkdir -p build/fuzz/found/$*
	$< -runs=$(FUZZ_RUNS) -max_total_time=$(FUZZ_SECONDS) -max_len=65536 -timeout=10 -print_final_stats=1 build/fuzz/found/$* tests/fuzz/corpus/$*

# Reads volumes of other people's tools with the loader's reader, which must find everything that mtools finds. Linux
# writes its volumes in a virtual machine, so that no developer needs to load a driver.
build/unit64/fat_extract: build/unit64/tests/volumes/fat_extract.o \
                          $(call objects,64,$(desk_sources) tests/fake_machine.cpp)
	$(unit64_cxx) $(sanitize) $^ -o $@
-include build/unit64/tests/volumes/fat_extract.d

build/linux/vmlinuz: tests/volumes/fetch-linux.sh | packages-test
	rm -rf $(@D)
	$< $(@D)
	touch $@

VOLUMES ?= 150
LINUX_VOLUMES ?= 10
.PHONY: volumes
volumes: build/unit64/fat_extract build/linux/vmlinuz
	VOLUMES=$(VOLUMES) LINUX_VOLUMES=$(LINUX_VOLUMES) PYTHONDONTWRITEBYTECODE=1 \
	    $(PYTHON) -m pytest -q -p no:cacheprovider -n $(shell nproc) --basetemp build/volumes tests/volumes

include tests/boot.mk

# Checks the layout of the sources with one program.
formatted = $(foreach end,.cpp .hpp .h .c,$(call files_below,include stage2 longmode kernel disk tests,$(end)))
.PHONY: format check-format
format: | packages-test
	$(CLANG_FORMAT) -i $(formatted)
check-format: | packages-test
	@$(CLANG_FORMAT) --dry-run --Werror $(formatted) && echo "$(words $(formatted)) files are laid out by .clang-format"

# The parts run one after the other, so that each runner's summary is separate and pytest's is the last.
at_once := -j$(shell nproc) --output-sync=target
.PHONY: test test-full
test test-full: export WERROR := $(or $(WERROR),yes)
test: | packages-test
	$(MAKE) check-format
	$(MAKE) $(at_once) unit
	$(MAKE) $(at_once) fuzz FUZZ_RUNS=50000 FUZZ_SECONDS=20
	$(MAKE) volumes
	$(MAKE) boot-tests
test-full: export CORE_SUM_TRIALS := 5000
test-full: | packages-test
	$(MAKE) check-format
	$(MAKE) $(at_once) unit
	$(MAKE) $(at_once) fuzz FUZZ_RUNS=5000000
	$(MAKE) volumes VOLUMES=5000 LINUX_VOLUMES=200
	$(MAKE) boot-tests-full

# `make check` tests the files that were changed since it last passed.
check_stamp := build/check.stamp
.PHONY: check
check: export WERROR := $(or $(WERROR),yes)
check: | packages-test
	$(MAKE) check-format
	$(boot_env) $(PYTHON) -m pytest -q -p no:cacheprovider tests/boot/test_sources.py
	$(MAKE) $(at_once) build/unit64/unit_tests
	filter=$$($(PYTHON) tests/touched.py $(check_stamp) build/unit64) && \
	    if [ -n "$$filter" ]; then GTEST_BRIEF=1 build/unit64/unit_tests --gtest_filter="$$filter"; fi
	$(make_test_image)
	$(boot_env) $(PYTHON) -m pytest -q -n $(BOOT_JOBS) --basetemp build/boot-tests tests/boot -m check
	touch $(check_stamp)

# Uses the loader's own build, without the test kernel.
.PHONY: bench bench-reads cost-tables
bench bench-reads cost-tables: export PYTHONDONTWRITEBYTECODE := 1
cost-tables: image
bench bench-reads cost-tables: $(out)/stage1.bin $(out)/stage2.bin build/bootx64.efi build/farjump-seal \
                               build/include/farjump/boot_info.inc | packages-test
bench:
	$(PYTHON) tests/bench/bench.py $(out)
bench-reads:
	$(PYTHON) tests/bench/reads.py $(out)
cost-tables:
	$(PYTHON) tests/bench/cost_tables.py $(out) docs/boot-flow.md docs/boot-time.svg
