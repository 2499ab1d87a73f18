"""The keys of a scenario that the ROM acts upon, and what their values are.

Counts and times are decimal; addresses, drive numbers, functions and byte values hexadecimal.
"""
from memory_maps import memory_map
from values import (bits, choice, control_bits, decimal, entry_flags, far_address, flag, geometry, given, hexadecimal,
                    interrupts, parts, sector_size, sector_writes, sectors, span, spans,
                    wide_given)

# Those whose faults lie in what the ROM reads on the disk: it must then make the reads itself.
EMULATED = {"disk.persona", "i13.geom", "i13.secsize", "i13.maxcount", "i13.lba_limit"}

# Those that change how the boot sector is started: the ROM starts it itself, because SeaBIOS would set things right.
OWN_ENTRY = ("entry.", "bpb.", "disk.", "a20.start", "misc.scribble")

KEYS = {
    "seed": decimal("seed"),

    "entry.csip": far_address("entry_cs", "entry_ip"),
    "entry.sssp": far_address("entry_ss", "entry_sp"),
    "entry.dl": given("entry_dl"),
    "entry.regs": choice("entry_regs"),
    "entry.flags": entry_flags,
    "entry.cr0": control_bits,
    "entry.video": given("entry_video"),
    "entry.kbdfill": decimal("entry_kbdfill"),
    "entry.fillram": choice("entry_fillram"),
    "bpb.write": sector_writes,
    "disk.number": hexadecimal("disk_number"),
    "disk.persona": parts(choice("disk_persona"), decimal("disk_offset")),

    "i13.edd": parts(choice("i13_edd"), hexadecimal("i13_edd_number")),
    "i13.maxcount": parts(decimal("i13_maxcount"), choice("i13_maxcount_how")),
    "i13.cross64k": choice("i13_cross64k"),
    "i13.align": decimal("i13_align"),
    "i13.top": hexadecimal("i13_top"),
    "i13.packet": choice("i13_packet"),
    "i13.dap_after": choice("i13_dap_after"),
    "i13.fail_first": parts(decimal("i13_fail_first"), hexadecimal("i13_fail_first_status")),
    "i13.fail_each": parts(decimal("i13_fail_each"), hexadecimal("i13_fail_each_status")),
    "i13.stuck": hexadecimal("i13_stuck"),
    "i13.reset": parts(choice("i13_reset"), decimal("i13_reset_number")),
    "i13.nodata": decimal("i13_nodata"),
    "i13.cf": choice("i13_cf"),
    "i13.ecc11": decimal("i13_ecc11"),
    "i13.al": given("i13_al"),
    "i13.corrupt": parts(sectors, choice("i13_corrupt_how")),
    "i13.lba_limit": parts(decimal("i13_lba_limit"), choice("i13_lba_limit_how")),
    "i13.secsize": sector_size,
    "i13.geom": geometry("i13_geom"),
    "i13.esdi": flag("i13_esdi"),
    "i13.track": choice("i13_track"),
    "i13.dpt1e": parts(decimal("i13_dpt1e"), choice("i13_dpt1e_how")),
    "i13.p48": parts(choice("i13_p48"), decimal("i13_p48_number")),
    "i13.phantom": span("i13_phantom_first", "i13_phantom_last"),
    "i13.others": choice("i13_others"),
    "i13.unknown": choice("i13_unknown"),
    "i13.recursion": flag("i13_recursion"),
    "i13.delay": parts(decimal("i13_delay"), decimal("i13_delay_sector")),
    "i13.hang_at": decimal("i13_hang_at"),

    "int.only": interrupts("int_only"),
    "int.clobber": bits("int_clobber", "int_clobber"),
    "int.ret_if": given("int_ret_if"),
    "int.ret_df": flag("int_ret_df"),
    "int.ret_ac": flag("int_ret_ac"),
    "int.eatstack": decimal("int_eatstack"),
    "int.need_irq": choice("int_need_irq"),
    "int.need_tick": choice("int_need_tick"),
    "int.gdtr": flag("int_gdtr"),
    "int.reset_limits": flag("int_reset_limits"),
    "int.big_limits": choice("int_big_limits"),
    "int.a20_off_after": interrupts("int_a20_off_after"),

    "a20.start": choice("a20_start"),
    "a20.bios": parts(choice("a20_bios"), decimal("a20_bios_number")),

    "e820.mode": choice("e820_mode"),
    "e820.table": memory_map,
    "e820.entry": decimal("e820_entry"),
    "e820.ecx": wide_given("e820_ecx"),
    "e820.attr": choice("e820_attr"),
    "e820.end": choice("e820_end"),
    "e820.ebx": choice("e820_ebx"),
    "e820.clobber": flag("e820_clobber"),
    "e820.same_buffer": flag("e820_same_buffer"),
    "e820.smap_lost_at": decimal("e820_smap_lost_at"),
    "mem.e801": choice("mem_e801"),
    "mem.88": parts(choice("mem_88"), decimal("mem_88_number")),
    "mem.int12": wide_given("mem_int12"),
    "low.shrink_kb": decimal("low_shrink"),
    "ebda.seg": wide_given("ebda_seg"),
    "canary": spans("canary_count", "canary"),
    "misc.scribble": span("misc_scribble_first", "misc_scribble_last"),

    "text.int10": choice("text_int10"),
    "text.redirect": decimal("text_redirect"),
    "vbe.mode": choice("vbe_mode"),
    "vbe.list": choice("vbe_list"),
    "vbe.lfb": choice("vbe_lfb"),
    "vbe.pitch": choice("vbe_pitch"),
    "vbe.lin_pitch": choice("vbe_lin_pitch"),
    "vbe.set": choice("vbe_set"),
    "vbe.attr": choice("vbe_attr"),
    "vbe.edid": choice("vbe_edid"),
    "time.rtc": choice("time_rtc"),
    "time.mask_irq0": flag("time_mask_irq0"),
    "time.pit_hz": decimal("time_pit_hz"),
    "time.tick": hexadecimal("time_tick"),
    "misc.ec00": choice("misc_ec00"),
}

# Keys that say where others apply, and so change nothing by themselves.
SILENT = {"seed", "int.only"}
