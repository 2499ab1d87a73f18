// The error codes: the numbers that the user sees behind "FJ-". A code never changes its meaning, because people look
// it up years later. include/errors.hpp has the messages, docs/errors.md explains each code.
#pragma once

#include <cstdint>

namespace errors {

enum class Code : std::uint16_t {
    // stage 1, which prints its codes itself
    stage2_unreadable = 101,
    stage2_damaged = 102,

    // the annex, which only some boots need
    annex_memory_taken = 111,
    annex_missing = 112,
    annex_damaged = 113,
    annex_of_other_build = 114,

    // the processor
    no_cpuid = 201,
    processor_lacks_features = 202,

    // memory
    a20_closed = 301,
    low_memory_small = 302,
    no_memory_map = 303,
    out_of_memory = 304,
    memory_map_full = 305,
    memory_dead = 306,

    // the disk
    disk_read_failed = 401,
    disk_beyond_chs = 402,
    disk_changed = 403,

    // partitions and the FAT volume
    no_partition_table = 501,
    no_fat_partition = 502,
    partition_too_small = 503,
    read_beyond_partition = 504,
    partition_table_invalid = 505,
    nothing_to_boot = 506,
    only_exfat = 507,
    ebr_signature_missing = 508,
    ebr_outside = 509,
    bpb_field_invalid = 511,
    bpb_fat_too_small = 512,
    file_not_found = 521,
    not_a_directory = 522,
    is_a_directory = 523,
    path_invalid = 524,
    chain_loops = 531,
    chain_ends_early = 532,
    chain_into_free = 533,
    chain_into_bad = 534,
    chain_beyond_volume = 535,
    chain_too_long = 536,
    first_cluster_invalid = 537,
    read_beyond_file = 538,
    directory_invalid = 539,
    directory_misplaced = 540,
    ebr_chain_loops = 551,
    ebr_chain_too_long = 552,
    gpt_header_missing = 553,
    gpt_field_invalid = 554,
    gpt_checksum_wrong = 555,
    gpt_partition_invalid = 556,
    gpt_and_backup_damaged = 557,
    fat_of_other_type = 558,

    // boot entries
    entry_key_without_value = 601,
    entry_control_character = 602,
    entry_file_too_large = 603,
    entry_without_kernel = 604,
    entry_boots_linux = 605,
    entry_key_repeated = 606,
    entry_path_relative = 607,
    default_entry_missing = 608,
    entry_too_many_values = 610,
    entry_screen_unknown = 611,
    entry_other_architecture = 612,

    // the kernel file
    elf_too_short = 701,
    elf_not_elf = 702,
    elf_not_64_bit = 703,
    elf_not_little_endian = 704,
    elf_not_x86_64 = 705,
    elf_not_executable = 706,
    elf_program_headers_invalid = 707,
    elf_no_segments = 708,
    elf_file_cut = 709,
    elf_segment_sizes = 710,
    elf_segment_writable_executable = 711,
    elf_segments_overlap = 712,
    elf_segments_share_page = 713,
    elf_entry_not_executable = 714,
    elf_address_invalid = 715,
    elf_too_many_segments = 716,
    elf_needs_dynamic_linker = 717,
    elf_header_invalid = 718,
    elf_segment_alignment = 719,
    elf_span_too_large = 720,
    kernel_note_short = 721,
    kernel_note_repeated = 722,
    wish_unknown = 723,
    wish_stack_size = 724,
    wish_stack_guard_size = 725,
    boot_info_too_old = 726,
    wish_reserved = 727,
    isa_level_missing = 728,
    isa_note_malformed = 729,
    isa_level_unknown = 730,
    kernel_place_taken = 731,
    elf_needs_libraries = 732,
    relocation_unknown = 733,
    relocation_outside = 734,
    dynamic_malformed = 735,
    text_relocation = 736,
    relocations_of_other_kind = 737,
    elf_alignment_too_large = 738,
    note_malformed = 739,
    note_too_large = 740,
    seal_broken = 741,
    seal_malformed = 742,
    seal_format_unknown = 743,
    seal_no_room = 744,
    kernel_packed = 745,
    kernel_of_other_protocol = 746,
    kernel_is_linux = 747,
    kernel_is_program = 748,
    kernel_is_other_file = 749,
    kernel_is_zeros = 750,
    elf_entry_without_code = 751,
    kernel_of_other_kind = 752,
    packed_damaged = 761,
    packed_ends_early = 762,
    packed_checksum = 763,
    packed_size_wrong = 764,
    packed_too_large = 765,
    packed_needs_dictionary = 766,
    packed_version_unknown = 767,
    packed_more_behind = 768,
    packed_not_lz4 = 769,

    // the page tables
    page_tables_full = 801,
    mapping_conflict = 802,
    text_too_long = 811,

    // the loader's own faults
    processor_exception = 901,
    assertion_failed = 902,

    // the kernel's
    kernel_exception = 903,
};

} // namespace errors
