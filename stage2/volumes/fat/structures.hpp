// SPDX-License-Identifier: BSD-2-Clause
// The on-disk structures of FAT, with the specification's names.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "Boot Sector and BPB" and "FAT Directory Structure".
#pragma once

#include "include/bytes.hpp"

#include <cstddef>
#include <cstdint>

namespace fat {

// Common to all FAT types up to BPB_TotSec32; the fields after it are FAT32's.
struct BootSector {
    std::uint8_t BS_jmpBoot[3];
    std::uint8_t BS_OEMName[8];
    Le16 BPB_BytsPerSec;
    std::uint8_t BPB_SecPerClus;
    Le16 BPB_RsvdSecCnt;
    std::uint8_t BPB_NumFATs;
    Le16 BPB_RootEntCnt;
    Le16 BPB_TotSec16;
    std::uint8_t BPB_Media;
    Le16 BPB_FATSz16;
    Le16 BPB_SecPerTrk;
    Le16 BPB_NumHeads;
    Le32 BPB_HiddSec;
    Le32 BPB_TotSec32;
    Le32 BPB_FATSz32;
    Le16 BPB_ExtFlags;
    Le16 BPB_FSVer;
    Le32 BPB_RootClus;
    Le16 BPB_FSInfo;
    Le16 BPB_BkBootSec;
    std::uint8_t BPB_Reserved[12];
    std::uint8_t BS_DrvNum;
    std::uint8_t BS_Reserved1;
    std::uint8_t BS_BootSig;
    Le32 BS_VolID;
    std::uint8_t BS_VolLab[11];
    std::uint8_t BS_FilSysType[8];
};
static_assert(sizeof(BootSector) == 90);
static_assert(offsetof(BootSector, BPB_BytsPerSec) == 11 && offsetof(BootSector, BPB_FATSz16) == 22);
static_assert(offsetof(BootSector, BPB_TotSec32) == 32 && offsetof(BootSector, BPB_RootClus) == 44);

// "FS Info Sector Structure", FAT32: the parts that say what it is, and the number of free clusters.
struct FileSystemInfo {
    static constexpr std::uint32_t lead_signature = 0x4161'5252, structure_signature = 0x6141'7272;

    Le32 FSI_LeadSig;
    std::uint8_t FSI_Reserved1[480];
    Le32 FSI_StrucSig;
    Le32 FSI_Free_Count; // FFFFFFFFh: unknown
};
static_assert(offsetof(FileSystemInfo, FSI_StrucSig) == 484 && offsetof(FileSystemInfo, FSI_Free_Count) == 488);

enum Attribute : std::uint8_t {
    ATTR_READ_ONLY = 0x01,
    ATTR_HIDDEN = 0x02,
    ATTR_SYSTEM = 0x04,
    ATTR_VOLUME_ID = 0x08,
    ATTR_DIRECTORY = 0x10,
    ATTR_LONG_NAME = 0x0F, // read-only, hidden, system and volume label: old systems ignore such entries
    ATTR_LONG_NAME_MASK = 0x3F,
};

struct DirectoryEntry {
    std::uint8_t DIR_Name[11];
    std::uint8_t DIR_Attr;
    std::uint8_t DIR_NTRes;
    std::uint8_t DIR_CrtTimeTenth;
    Le16 DIR_CrtTime;
    Le16 DIR_CrtDate;
    Le16 DIR_LstAccDate;
    Le16 DIR_FstClusHI;
    Le16 DIR_WrtTime;
    Le16 DIR_WrtDate;
    Le16 DIR_FstClusLO;
    Le32 DIR_FileSize;
};
static_assert(sizeof(DirectoryEntry) == 32);
static_assert(offsetof(DirectoryEntry, DIR_FstClusHI) == 20 && offsetof(DirectoryEntry, DIR_FileSize) == 28);

// Special values of the first byte of DIR_Name.
constexpr std::uint8_t end_of_directory = 0x00;
constexpr std::uint8_t deleted_entry = 0xE5;
constexpr std::uint8_t stands_for_e5 = 0x05; // a Kanji lead byte E5h, which would mean "deleted"

// DIR_NTRes, reserved by the specification: Windows NT sets these bits for names in lower case.
constexpr std::uint8_t lower_case_base = 0x08;
constexpr std::uint8_t lower_case_extension = 0x10;

// A part of a long name. The parts precede the entry that they belong to, the last part first.
struct LongNameEntry {
    std::uint8_t LDIR_Ord;
    Le16 LDIR_Name1[5];
    std::uint8_t LDIR_Attr;
    std::uint8_t LDIR_Type;
    std::uint8_t LDIR_Chksum;
    Le16 LDIR_Name2[6];
    Le16 LDIR_FstClusLO;
    Le16 LDIR_Name3[2];
};
static_assert(sizeof(LongNameEntry) == 32);
static_assert(offsetof(LongNameEntry, LDIR_Name2) == 14 && offsetof(LongNameEntry, LDIR_Name3) == 28);
static_assert(offsetof(LongNameEntry, LDIR_Attr) == offsetof(DirectoryEntry, DIR_Attr));

constexpr std::uint8_t LAST_LONG_ENTRY = 0x40;

// The number of clusters decides the type ("FAT Type Determination").
constexpr std::uint32_t fewest_clusters_of_fat16 = 4085;
constexpr std::uint32_t fewest_clusters_of_fat32 = 65525;

} // namespace fat
