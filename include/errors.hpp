// The message for each error code: the reason of the failure and a suggestion. docs/errors.md explains each in detail.
//
// In the messages, {0} {1} {2} are the error's numbers in decimal, {0h} {1h} {2h} the same numbers in hexadecimal
// followed by an h, and {name} is its name.
#pragma once

#include "include/error_codes.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace errors {

struct Description {
    Code code;
    char const* why; // not std::string_view: its length would add 4 bytes per entry
    char const* hint;
};

inline constexpr auto core_descriptions = std::to_array<Description>({
    {Code::annex_memory_taken, "{name} needs the annex, and the memory below {0} KiB is not free for it",
     "remove option ROMs (network boot, RAID) that take low memory"},
    {Code::annex_missing, "{name} needs the annex of farjump, and it is not behind stage 2, at LBA {0}",
     "farjump-install puts both there; or write the image to the disk again"},
    {Code::annex_damaged, "{name} needs the annex at LBA {2}, which is damaged: checksum {0h}, and {1h} is due",
     "farjump-install puts both there; or write the image to the disk again"},
    {Code::annex_of_other_build, "{name} needs the annex, which is of build {0h}; stage 2 is of build {1h}",
     "farjump-install puts both there; or write the image to the disk again"},

    {Code::no_cpuid, "this processor has no CPUID instruction: it is a 386 or an early 486",
     "farjump boots 64-bit kernels and needs a 64-bit PC"},
    {Code::processor_lacks_features, "{name}",
     "in VirtualBox choose a 64-bit OS type; in QEMU use qemu-system-x86_64; a PC needs a 64-bit processor"},

    {Code::a20_closed, "the A20 gate stays closed: BIOS, port 92h and keyboard controller were tried",
     "look for 'Gate A20' in the BIOS set-up"},
    {Code::low_memory_small, "only {0} KiB of low memory are free, {1} are needed",
     "remove option ROMs (network boot, RAID) that take low memory"},
    {Code::no_memory_map, "the BIOS does not say how much memory there is (INT 15h E820h, E801h, 88h)",
     "update the BIOS, and report the machine"},
    {Code::out_of_memory, "{name} needs {0} bytes; below 4 GiB the largest free block has {1} of {2} bytes free",
     "add memory, up to 4 GiB, or make the kernel or its modules smaller"},
    {Code::memory_map_full, "the memory map has {0} ranges, and no room for one more",
     "update the BIOS, and report the machine"},
    {Code::memory_dead, "{name} needs {0} bytes; memory is bad at the {1} places tried",
     "test the memory with Memtest86+"},

    {Code::disk_read_failed, "drive {0h}, LBA {1}: BIOS status {2h} ({name})",
     "try another disk, cable or USB port; copy the image again"},
    {Code::disk_beyond_chs, "drive {0h}, LBA {1} lies beyond the {2} sectors that this BIOS reaches by CHS",
     "keep the boot partition at the start of the disk"},
    {Code::disk_changed, "drive {0h} has disk signature {1h}, but stage 1 was loaded from {2h}",
     "remove other disks that carry a copy of this image"},

    {Code::no_partition_table, "sector 0 has no 55AAh signature, so it holds no partition table",
     "save its files, then write the image to the disk again"},
    {Code::no_fat_partition, "no FAT volume to boot from on drive {0h}: {1} partitions were looked at",
     "if one of them should be FAT: sfdisk --part-type DISK NUMBER c (in a GPT 'Microsoft basic data') sets its type"},
    {Code::partition_too_small, "the volume says it has {0} sectors, its partition or disk has {1}",
     "give the partition its old size again, or copy the whole volume to a larger disk"},
    {Code::read_beyond_partition,
     "{0} bytes at byte {1} of the disk reach beyond the partition, which ends at byte {2}",
     "check the volume with fsck.fat"},
    {Code::nothing_to_boot, "on drive {0h} {1} FAT volumes can be read, but hold no kernel and no boot entries",
     "copy a kernel to /boot/kernel.elf"},
    {Code::ebr_signature_missing, "no table of a logical partition at LBA {0}", "check the partition table with fdisk"},
    {Code::ebr_outside, "the table at LBA {0} leads out of its extended partition",
     "check the partition table with fdisk"},
    {Code::bpb_field_invalid, "the boot sector of the FAT volume says {name} = {0}", "check the volume with fsck.fat"},
    {Code::bpb_fat_too_small, "the FAT has {0} entries, its volume needs {1}", "check the volume with fsck.fat"},
    {Code::file_not_found, "{name} is not on the volume", "look at the path in the boot entry"},
    {Code::not_a_directory, "in {name} a part before the last is not a directory",
     "look at the path in the boot entry"},
    {Code::is_a_directory, "{name} is a directory, not a file", "look at the path in the boot entry"},
    {Code::path_invalid, "{name} is not a path farjump can look up",
     "write /directory/file, with names of at most 255 characters"},
    {Code::chain_loops, "the FAT chain of {name} loops: it comes back after {0} clusters",
     "check the volume with fsck.fat"},
    {Code::chain_ends_early, "the FAT chain of {name} ends after {0} of {1} bytes", "check the volume with fsck.fat"},
    {Code::chain_into_free, "the FAT chain of {name} runs into cluster {0}, which is marked free",
     "check the volume with fsck.fat"},
    {Code::chain_into_bad, "the FAT chain of {name} runs into cluster {0}, which is marked bad",
     "check the volume with fsck.fat"},
    {Code::chain_beyond_volume, "the FAT chain of {name} runs to cluster {0}; the volume's clusters are 2 to {1}",
     "check the volume with fsck.fat"},
    {Code::chain_too_long, "the FAT chain of {name} goes on after all its {0} bytes", "check the volume with fsck.fat"},
    {Code::first_cluster_invalid, "{name} has {0} bytes and starts at cluster {1}; the volume's clusters are 2 to {2}",
     "check the volume with fsck.fat"},
    {Code::read_beyond_file, "{name} has {0} bytes; a read asked for {1} from byte {2} on",
     "report this: it is a fault of farjump"},
    {Code::directory_invalid, "{name} should be a directory, but its cluster {0} does not start with '.' and '..'",
     "check the volume with fsck.fat"},
    {Code::directory_misplaced,
     "directory {name} leads to cluster {0}, where '.' names cluster {1} and '..' names {2}: another directory",
     "check the volume with fsck.fat"},
    {Code::ebr_chain_loops, "the tables of the logical partitions loop at LBA {0}",
     "check the partition table with fdisk"},
    {Code::ebr_chain_too_long, "the extended partition at LBA {0} has more than {1} logical ones",
     "check the partition table with fdisk"},
    {Code::gpt_header_missing, "no GPT header at LBA {0}", "check the partition table with fdisk"},
    {Code::gpt_field_invalid, "the GPT header at LBA {0} has a wrong {name}", "check the partition table with fdisk"},
    {Code::gpt_checksum_wrong, "GPT {name} at LBA {0}: the CRC-32 is {1h}, not {2h}",
     "check the partition table with fdisk"},
    {Code::gpt_partition_invalid, "GPT partition {0}, from LBA {1} on, ends too early or leaves the usable sectors",
     "check the partition table with fdisk"},
    {Code::gpt_and_backup_damaged, "the GPT and its backup at LBA {0} are both damaged",
     "check the partition table with fdisk"},

    {Code::entry_key_without_value, "{name}, line {0}, column {1}: a key without a value",
     "write 'key value' on one line, or remove the line"},
    {Code::entry_control_character, "{name}, line {0}, column {1}: a control character ({2h})",
     "save the file as plain UTF-8 text"},
    {Code::entry_file_too_large, "{name} has {0} bytes; {1} are read at most", "is this a boot entry? shorten it"},
    {Code::entry_without_kernel, "{name} names no kernel for a BIOS", "add a line such as 'kernel /boot/kernel.elf'"},
    {Code::entry_key_repeated, "{name}, line {0}, column {1}: this key was given before",
     "remove one of the two lines"},
    {Code::entry_path_relative, "{name}, line {0}, column {1}: a path must start with /",
     "write the path from the root of the volume"},
    {Code::default_entry_missing, "no entry fits 'default {name}' of /loader/loader.conf",
     "look at the names in /loader/entries"},
    {Code::entry_too_many_values, "{name}, line {0}, column {1}: more than {2} options and files",
     "join or remove lines"},
    {Code::entry_screen_unknown, "{name}, line {0}, column {1}: no way to set up a screen",
     "write native, text, or width and height such as 1024x768"},
    {Code::entry_other_architecture, "{name}", "use another default entry, or remove 'architecture'"},

    {Code::page_tables_full, "all {0} page tables set aside are used", "report this: it is a fault of farjump"},
    {Code::mapping_conflict, "virtual address {0h} is mapped to {1h} already, and was to be mapped to {2h}",
     "report this: it is a fault of farjump"},
    {Code::text_too_long, "{name} is longer than the {0} bytes there are for it", "shorten it"},

    {Code::processor_exception, "the processor raised exception {0} ({name})",
     "report this with a photo of the registers"},
    {Code::assertion_failed, "an assertion of the loader failed at {0h}", "report this with a photo of the registers"},
});

// Errors that only the annex, stage 1, host programs or the report of a fault in the kernel use, and those of kernel
// files, after which the loader reads the annex. In stage 2 these messages are part of the annex.
inline constexpr auto annex_descriptions = std::to_array<Description>({
    {Code::kernel_exception, "it raised exception {0} ({name}) at {1h} before it loaded an IDT of its own",
     "find RIP in the kernel with addr2line -e; docs/errors.md lists what it often is"},
    {Code::stage2_unreadable, "stage 2 cannot be read", "write the image to the disk again"},
    {Code::stage2_damaged, "stage 2 is damaged: its checksum is wrong", "write the image to the disk again"},
    {Code::isa_level_missing, "{name}",
     "build the kernel for an older processor (-march=), or give the virtual machine a newer one"},
    {Code::seal_no_room, "{name} has {0} program headers: no room for one more, for a seal",
     "reserve the seal's note in the linker script"},
    {Code::partition_table_invalid,
     "drive {0h} has no partition table and no FAT volume from sector 0 on; it looks {name}",
     "save its files, then write the image to the disk again"},
    {Code::only_exfat, "on drive {0h} partition {1} holds exFAT, which farjump does not read",
     "save its files, then format it with mkfs.fat -F 32, which erases it"},
    {Code::fat_of_other_type,
     "on drive {0h} partition {1} is {name}, though of another type, and holds nothing to boot",
     "copy a kernel to /boot/kernel.elf; sfdisk --part-type DISK NUMBER c (in a GPT 'Microsoft basic data') sets the type"},
    {Code::elf_too_short, "{name} has {0} bytes: too short for an ELF file", "copy the kernel again"},
    {Code::elf_not_elf, "{name} is not an ELF file: it starts with {0h}",
     "name the kernel's ELF file, not a flat binary"},
    {Code::elf_not_64_bit, "{name} is not a 64-bit ELF file: its class is {0} (1 stands for 32 bits)",
     "build the kernel for x86-64"},
    {Code::elf_not_little_endian,
     "{name} is not a little-endian ELF file: its data encoding is {0} (2 stands for big-endian)",
     "build the kernel for x86-64"},
    {Code::elf_not_x86_64, "{name} is built for ELF machine {0}, not for x86-64 (62)", "build the kernel for x86-64"},
    {Code::elf_not_executable, "{name} is of ELF type {0}, not an executable (2 or 3)",
     "link the kernel: this is an object file or a core dump"},
    {Code::elf_program_headers_invalid, "{name}: {0} program headers of {1} bytes at offset {2} are not right",
     "link the kernel again"},
    {Code::elf_no_segments, "{name} has no segment to load", "look at the kernel's linker script"},
    {Code::elf_file_cut, "{name} is cut: segment {0} ends at byte {1}, the file at {2}", "copy the kernel again"},
    {Code::elf_segment_sizes, "{name}: segment {0} has {1} bytes in the file but only {2} in memory",
     "link the kernel again"},
    {Code::elf_segment_writable_executable, "{name}: segment {0} is writable and executable",
     "give code and data segments of their own (linker script)"},
    {Code::elf_segments_overlap, "{name}: segments {0} and {1} overlap at {2h}", "look at the kernel's linker script"},
    {Code::elf_segments_share_page, "{name}: segments {0} and {1} have different rights, and share the page at {2h}",
     "align segments to 4 KiB in the linker script"},
    {Code::elf_entry_not_executable, "{name}: the entry point {0h} is not in an executable segment",
     "look at ENTRY() in the linker script"},
    {Code::elf_address_invalid, "{name}: segment {0} cannot lie at {1h}",
     "link the kernel at FFFFFFFF80000000h + SIZEOF_HEADERS"},
    {Code::elf_too_many_segments, "{name} has {0} segments to load; farjump loads {1}",
     "join segments of the same rights"},
    {Code::elf_needs_dynamic_linker, "{name} asks for a dynamic linker", "link the kernel with -static -no-pie"},
    {Code::elf_header_invalid, "{name}: the ELF header says {0} at byte {2}, where {1} is due",
     "link the kernel again"},
    {Code::elf_segment_alignment, "{name}: segment {0} is aligned to {1}, not to a power of two",
     "look at the kernel's linker script"},
    {Code::elf_span_too_large, "{name}: its segments span {0} bytes; farjump loads {1}",
     "bring the kernel's segments closer together"},
    {Code::kernel_note_short, "{name}: the note with its wishes has {0} bytes; {1} are due",
     "use KernelNote of boot_info.hpp"},
    {Code::kernel_note_repeated, "{name} has a second note with wishes, at byte {0}", "keep one of the two"},
    {Code::wish_unknown, "{name} wishes {0h}, of which this farjump does not know {1h}", "install a newer farjump"},
    {Code::wish_stack_size, "{name} wishes a stack of {0} bytes; whole pages of 4096 are given, up to {1}",
     "look at stack_size in the kernel's note"},
    {Code::wish_stack_guard_size,
     "{name} wishes a stack guard of {0} bytes; whole pages of 4096 are left free, up to {1}",
     "look at stack_guard_size in the kernel's note"},
    {Code::boot_info_too_old, "{name} needs boot information of version {0}; this farjump gives version {1}",
     "install a newer farjump"},
    {Code::wish_reserved, "{name}: byte {0} of its note with wishes is {1h}; it is reserved, and should be 0",
     "install a newer farjump, or clear it"},
    {Code::isa_note_malformed, "{name}: its note of GNU properties is wrong at byte {0} of {1}",
     "link the kernel again"},
    {Code::isa_level_unknown, "{name} needs x86 ISA levels {0h}; farjump knows x86-64-v1 to v{1}",
     "build the kernel for an older processor (-march=)"},
    {Code::kernel_place_taken, "the kernel wants {0} bytes at {1h}, which the memory map does not grant",
     "link the kernel at FFFFFFFF80000000h"},
    {Code::elf_alignment_too_large,
     "{name}: segment {0} is aligned to {1}; a kernel that can be moved may have {2} at most",
     "look at the kernel's linker script"},
    {Code::note_malformed, "{name}: the note at byte {0} has {1} bytes; its PT_NOTE has {2} left",
     "link the kernel again"},
    {Code::note_too_large, "{name} has a PT_NOTE of {0} bytes; farjump reads {1}",
     "look at the kernel's linker script"},
    {Code::seal_broken, "{name} is not what was sealed: checksum {0h}, seal {1h}",
     "build the image again; the disk, the cable or the memory may be bad"},
    {Code::seal_malformed, "{name}: the note with its seal has {0} bytes; {1} are due", "seal the kernel again"},
    {Code::seal_format_unknown, "{name}: its seal is of format {0}; this farjump knows format {1}",
     "seal the kernel again"},
    {Code::kernel_of_other_kind, "{name} is no kernel for farjump, but a file of kind {0}",
     "write the image to the disk again"},
    {Code::elf_entry_without_code, "{name}: the file holds no code for its entry point {0h}",
     "name the kernel itself, not its debug file"},
    {Code::relocation_unknown, "{name}: the relocation at {1h} is of type {0}; farjump knows R_X86_64_RELATIVE (8)",
     "link the kernel with -Bsymbolic, and leave no symbol undefined"},
    {Code::relocation_outside, "{name}: its relocations name {0h}, where none of its segments is",
     "link the kernel again"},
    {Code::dynamic_malformed, "{name}: its dynamic section says {1h} under tag {0}", "link the kernel again"},
    {Code::text_relocation, "{name} wants its code changed when it is moved (at {0h})",
     "compile all of the kernel with -fpie"},
    {Code::relocations_of_other_kind, "{name} has relocations of another kind: {1} bytes under tag {0}",
     "link the kernel with -z now, and compile it with -fvisibility=hidden"},
    {Code::elf_needs_libraries, "{name} needs shared libraries",
     "link the kernel with -static -pie --no-dynamic-linker"},
    {Code::kernel_packed, "{name}", "unpack the kernel"},
    {Code::kernel_of_other_protocol, "{name}", "add a farjump note to boot it by farjump's own protocol"},
    {Code::kernel_is_linux, "{name}", "name the bzImage, such as /boot/vmlinuz"},
    {Code::kernel_is_program, "{name}", "name the kernel, or add a farjump note if this is one"},
    {Code::kernel_is_other_file, "{name}", "name the kernel's ELF file, not a flat binary"},
    {Code::kernel_is_zeros, "{name}", "copy the kernel again"},
    {Code::packed_damaged, "{name} is packed, and damaged at byte {0}",
     "copy the file again; test the original with lz4 -t or gzip -t"},
    {Code::packed_ends_early, "{name} is packed, and ends before its content does: it has {0} bytes",
     "copy the file again; test the original with lz4 -t or gzip -t"},
    {Code::packed_checksum, "{name} is packed, and its checksum at byte {2} is wrong: {0h}, and {1h} is due",
     "copy the file again; test the original with lz4 -t or gzip -t"},
    {Code::packed_size_wrong, "{name} is packed, says that it holds {0} bytes, and holds {1}", "pack it again"},
    {Code::packed_too_large, "{name} is packed, and holds {0} bytes; only {1} bytes of memory are free",
     "add memory, or pack a smaller file"},
    {Code::packed_needs_dictionary, "{name} is packed with dictionary {0h}, which farjump does not have",
     "pack it without a dictionary: lz4 -9"},
    {Code::packed_version_unknown, "{name} is packed in an LZ4 frame with unknown flags ({0h}, {1h})",
     "pack it with lz4 -9"},
    {Code::packed_more_behind, "{name} has {0} bytes behind its packed content, which ends at byte {1}",
     "pack it in one piece: lz4 -9 or gzip -9"},
    {Code::packed_format_unknown, "{name} is packed neither by LZ4 nor by gzip: its first four bytes are {0h}",
     "pack it with lz4 -9 or gzip -9, or name it with 'module' instead of 'unpack-module'"},
    {Code::packed_gzip_flags_unknown, "{name} is packed by gzip with unknown flags ({0h})", "pack it with gzip -9"},
    {Code::checksum_line_malformed, "'checksum {name}' is not a method, 8 hexadecimal digits and a path",
     "let farjump-entry write the line: 'checksum wide:89ABCDEF /vmlinuz'"},
    {Code::checksum_of_no_file, "the entry has a checksum of {name}, and loads no such file for the kernel",
     "write the path as in the other line; a kernel for farjump is protected by a seal: farjump-seal"},
    {Code::checksum_wrong, "{name} is not what the entry says: checksum {0h}, due {1h}",
     "copy the file again, or let farjump-entry write its new checksum; the disk or the memory may be bad"},
    {Code::linux_header_missing, "{name} has no Linux header ('HdrS' at byte 514)",
     "name the bzImage, such as /vmlinuz; 'kernel' boots other kernels"},
    {Code::linux_for_uefi, "{name} is a program for UEFI, without the header of a Linux kernel for a BIOS",
     "name the kernel for x86 with its BIOS entry"},
    {Code::linux_too_old, "{name} has Linux's boot protocol {0}.{1}; farjump boots 2.2 and later, since Linux 2.4",
     "use a newer kernel"},
    {Code::linux_is_zimage, "{name} is a zImage, which loads below 640 KiB; farjump boots bzImages",
     "build the kernel with make bzImage"},
    {Code::linux_setup_too_long, "{name} says that its setup code has {0} sectors; there can be 64",
     "copy the kernel again"},
    {Code::linux_cut, "{name} is cut: it has {0} bytes of at least {1}", "copy the kernel again"},
    {Code::linux_command_line_long, "the command line has {0} bytes; {name} takes {1}", "shorten the options"},
    {Code::linux_options_unexpanded, "the only options for {name} are $kernelopts, which only GRUB gives a value",
     "write the options themselves, with root="},
    {Code::linux_memory_missing, "{name} unpacks itself to {0h}, up to {1h}, and the memory there ends at {2h}",
     "add memory, or use a smaller kernel"},
    {Code::linux_place_taken, "{name} needs {0} bytes at {1h}, which the memory map does not grant",
     "use a smaller kernel, or report the machine"},
    {Code::linux_initrds_too_large, "the initrds for {name} have {0} bytes; below {1h} the largest free block has {2}",
     "add memory, or make the initrd smaller (MODULES=dep)"},
    {Code::linux_initrds_too_many, "{name} is one initrd too many: farjump loads {0}", "join some of them by cat"},
    {Code::linux_unpack_module, "'unpack-module {name}': Linux unpacks its initrds itself",
     "write initrd instead of unpack-module"},
    {Code::multiboot_header_missing, "{name} has no header for Multiboot in its first bytes (8 KiB, version 2: 32 KiB)",
     "link the header's section first, aligned to 8 bytes"},
    {Code::multiboot_feature_unknown,
     "{name} requires features {0h} of a Multiboot loader, which farjump does not know",
     "look at the flags of the kernel's header; bits 0 to 2 are known"},
    {Code::multiboot_tag_malformed, "{name}: tag {0} at byte {1} of its Multiboot2 header has {2} bytes",
     "look at the tags of the kernel's header: type, flags, size, each at a multiple of 8"},
    {Code::multiboot_tag_unknown, "{name} requires tag {0} of a Multiboot2 loader, which farjump does not know",
     "mark the tag as optional"},
    {Code::multiboot_information_unknown, "{name} requires boot information of type {0}, which farjump does not know",
     "mark the request as optional"},
    {Code::multiboot_addresses_invalid, "{name}: the addresses in its header contradict: {0h}, {1h}, {2h}",
     "look at the header's address, load address, and the end that does not fit"},
    {Code::multiboot_not_loadable, "{name} has neither addresses in its header nor ELF segments to load",
     "link the kernel as an ELF file"},
    {Code::multiboot_elf_invalid, "{name}: ELF segment {0} at {1h} with {2} bytes cannot be loaded",
     "link the kernel for a PC, with physical addresses below 4 GiB"},
    {Code::multiboot_cut, "{name} is cut: segment {0} ends at byte {1}, the file at {2}", "copy the kernel again"},
    {Code::multiboot_too_many_segments, "{name} has more than {0} segments to load", "join segments"},
    {Code::multiboot_place_taken, "{name} wants {0} bytes at {1h}, and not all of that is usable memory",
     "link the kernel at another physical address, such as 1 MiB, or add memory"},
    {Code::multiboot_no_place, "{name} needs {0} bytes between {1h} and {2h}, where no free block is large enough",
     "add memory"},
    {Code::multiboot_module_no_room, "{name} has {0} bytes; the largest free block below 4 GiB has {1}",
     "add memory, or make the module smaller"},
    {Code::multiboot_too_many_modules, "{name} is one module too many: farjump loads {0}", "join modules"},
    {Code::multiboot_no_screen, "{name} requires graphics, {0}x{1} with {2} bits a pixel, and there is no such mode",
     "choose another graphics card, or a kernel that can do with text"},
    {Code::chain_value_unknown, "'chain {name}' names neither a partition, nor a drive, nor a file",
     "write chain partition 2, chain drive 81h, or chain and a path that begins with '/'"},
    {Code::chain_partition_missing, "drive {1h} has no partition {0}; its partitions are: {name}",
     "choose one of these; fdisk -l shows the same numbers"},
    {Code::chain_partition_invalid,
     "partition {0} of drive {1h}, at LBA {2}, lies outside the disk that its GPT describes",
     "look at the table with sgdisk --verify"},
    {Code::chain_drive_unreadable, "drive {0h} cannot be read: BIOS status {1h} ({name}); the BIOS has {2} hard disks",
     "the first hard disk is 80h, the second 81h; look at the disks in the BIOS set-up"},
    {Code::chain_file_size, "{name} has {0} bytes; a file to start at 7C00h can have {1} to {2}",
     "name a boot sector, or a program that begins with one"},
    {Code::chain_sector_is_farjumps, "{name}: this sector is farjump's own, and would load farjump again",
     "name the partition of the other system"},
    {Code::chain_signature_missing, "{name}: bytes 510 and 511 hold {0h}, not a boot sector's signature AA55h",
     "install the other system's loader there; with 'force' behind it the line starts the sector nevertheless"},
    {Code::chain_sector_empty, "{name}: the sector begins with zeros, so it holds no program",
     "install the other system's loader there; an extended partition has none"},
    {Code::chain_no_parameters,
     "{name}: 'bpb' corrects the parameters of FAT and NTFS volumes, and this sector has none",
     "remove 'bpb' from the line"},
    {Code::chain_start_too_high, "{name} starts at LBA {0}, and the 32 bits that 'bpb' corrects do not hold that",
     "move the partition below 2 TiB, or remove 'bpb' from the line"},
});

// Describes an error of the annex's table if the annex cannot be read.
inline constexpr Description without_words{{},
                                           "{name}; numbers {0}, {1}, {2}: docs/errors.md has the words for this code",
                                           "farjump-install puts the annex on the disk, which has the words, too"};

// The description of `code` in `table`, or nullptr.
constexpr Description const* find(std::span<Description const> table, Code code)
{
    auto const found = std::ranges::find(table, code, &Description::code);
    return found != table.end() ? &*found : nullptr;
}

// The description of `code`, from either table.
constexpr Description describe(Code code)
{
    auto const in_core = std::ranges::find(core_descriptions, code, &Description::code);
    return in_core != core_descriptions.end() ? *in_core
                                              : *std::ranges::find(annex_descriptions, code, &Description::code);
}

// True for the values of enum Code. The compiler prints the name of such a value, and "(errors::Code)123" for any
// other.
template <Code code>
consteval bool is_named()
{
    std::string_view const signature{__PRETTY_FUNCTION__};
    return signature.find("(errors::Code)") == signature.npos;
}

template <int first, int end>
consteval bool each_has_a_row()
{
    if constexpr (end - first > 1)
        return each_has_a_row<first, (first + end) / 2>() && each_has_a_row<(first + end) / 2, end>();
    else
        return !is_named<static_cast<Code>(first)>() ||
               std::ranges::count(core_descriptions, static_cast<Code>(first), &Description::code) +
                       std::ranges::count(annex_descriptions, static_cast<Code>(first), &Description::code) ==
                   1;
}

static_assert(is_named<Code::no_cpuid>() && !is_named<static_cast<Code>(200)>());
static_assert(each_has_a_row<0, 1000>(), "each code of error_codes.hpp has a row in one of the tables");

} // namespace errors
