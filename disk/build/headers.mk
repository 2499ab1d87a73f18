# SPDX-License-Identifier: BSD-2-Clause
# The interface between loader and kernel for each language that kernels are written in. include/farjump/boot_info.h
# defines it; the headers for NASM and Rust are generated from it.

## make headers    makes the headers for your own kernels: boot_info.h and .hpp, .inc for NASM and .rs for Rust, all in
##                 build/include/farjump, so that -Ibuild/include finds <farjump/boot_info.h>

headers          := $(addprefix build/include/farjump/boot_info.,h hpp inc rs)
contract_sources := $(wildcard disk/build/contract/*.cpp)

.PHONY: headers
headers: $(headers)

build/host/contract.inc: include/farjump/boot_info.h disk/build/contract/list.awk
	@mkdir -p $(@D)
	awk -f disk/build/contract/list.awk $< > $@
build/host/disk/build/contract/items.o: private more_flags := -I build/host
build/host/disk/build/contract/items.o: build/host/contract.inc
build/host/contract: $(contract_sources:%.cpp=build/host/%.o)
	$(HOST_CXX) $^ -o $@
-include $(contract_sources:%.cpp=build/host/%.d)

build/include/farjump/boot_info.h build/include/farjump/boot_info.hpp: build/%: %
	@mkdir -p $(@D)
	cp $< $@
build/include/farjump/boot_info.inc: build/host/contract
	@mkdir -p $(@D)
	$< nasm > $@
build/include/farjump/boot_info.rs: build/host/contract
	@mkdir -p $(@D)
	$< rust > $@
