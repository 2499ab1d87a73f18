# SPDX-License-Identifier: BSD-2-Clause
# Whole boots: pytest starts QEMU, Bochs and DOSBox on the test image and on damaged copies of it; and a table of other
# loaders beside it.

## make rooms      draws docs/rooms.md, which folders may include which, from docs/rooms.toml
## make boot-tests  whole boots in QEMU, Bochs and DOSBox, good and damaged (BOOT_JOBS at a time)

BOOT_JOBS ?= $(shell nproc)
boot_env = FARJUMP_IMAGE=build/test/farjump.img FARJUMP_OUT=build/test PYTHONDONTWRITEBYTECODE=1
boot_tests = $(boot_env) $(PYTHON) -m pytest --durations=30 -n $(BOOT_JOBS) --basetemp build/boot-tests tests/boot

make_test_image = $(MAKE) $(at_once) TEST=1 DEBUG= BREAK= IMAGE=build/test/farjump.img image

# The examples, the programs for disks, the test image, and ahead of the tests of `make run` and `make bochs` what these
# will build.
.PHONY: boot-images boot-tests boot-tests-full
boot-images: | packages-test
	$(MAKE) $(at_once) examples tools
	$(make_test_image)
	$(MAKE) $(at_once) TEST= DEBUG= BREAK= IMAGE=build/boot-tests.img image
	$(MAKE) $(at_once) TEST= DEBUG= BREAK=stage1,stage2,longmode,kernel IMAGE=build/boot-tests.img image
boot-tests: boot-images guests
	$(boot_tests) -m 'not full'
boot-tests-full: boot-images guests-full
	$(boot_tests)

# Other people's kernels: what `make test` boots, and what `make test-full` boots beside it.
.PHONY: guests guests-full
guests: build/guests/payloads/small.stamp build/linux/vmlinuz
guests-full: build/guests/payloads/full.stamp build/linux/vmlinuz
build/guests/payloads/%.stamp: tests/guests/fetch.sh | packages-test
	$< $* $(@D)
	touch $@

# The picture of who may include whom, from the table that the test of the sources reads.
.PHONY: rooms
rooms:
	$(boot_env) $(PYTHON) tests/boot/rooms.py docs/rooms.md

.PHONY: hostile-table
hostile-table: | packages-test
	$(make_test_image)
	$(boot_env) $(PYTHON) tests/hostile_bios/hostile_table.py docs/hostile-table.md
