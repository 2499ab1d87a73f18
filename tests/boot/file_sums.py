# SPDX-License-Identifier: BSD-2-Clause
"""Computes checksums from their descriptions: those of `checksum` lines in boot entries (the wide sum in
stage2/checksums/wide_sum.hpp, file_sum.hpp; Yann Collet, "XXH32 Algorithm Description", xxHash, doc/xxhash_spec.md), and
CRC-32C."""
import struct

PRIME1, PRIME2, PRIME3, PRIME4, PRIME5 = 0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F, 0x165667B1
MASK32, MASK64 = 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF
MASK128 = (1 << 128) - 1
BLOCK = 128
LOW_HALF = MASK64                       # of a vector of two 64-bit numbers
HIGH_HALF = MASK64 << 64


def rotated(value, bits):
    return (value << bits | value >> 32 - bits) & MASK32


def added(one, other):
    """Adds both 64-bit numbers of two vectors, which are Python numbers of 128 bits."""
    return (one & HIGH_HALF) + (other & HIGH_HALF) & HIGH_HALF | (one & LOW_HALF) + (other & LOW_HALF) & LOW_HALF


def round_of(state, pieces):
    a, b, c, d = map(added, state, pieces)
    d ^= (d >> 64 >> 29) << 64 | (d & LOW_HALF) >> 29
    a = a >> 32 | (a & MASK32) << 96
    b = added(b, a)
    c ^= b
    d = added(d, c)
    return a ^ d, b, c, d


def wide(content):
    return wide_of_blocks(content + bytes(-len(content) % BLOCK) + struct.pack("<Q", len(content)).ljust(BLOCK, b"\0"))


def wide_of_blocks(blocks):
    """Returns the wide sum of whole blocks."""
    halves = struct.unpack(f"<{len(blocks) // 8}Q", blocks)
    vectors = [low | high << 64 for low, high in zip(halves[::2], halves[1::2])]
    state = (PRIME1 | PRIME2 << 32 | PRIME3 << 64 | PRIME4 << 96, 0, 0, 0)
    for at in range(0, len(vectors), 4):
        state = round_of(state, vectors[at:at + 4])
    total = 0
    for vector in state:
        for shift in range(0, 128, 32):
            total = rotated((total + (vector >> shift & MASK32) * PRIME2) & MASK32, 13) * PRIME1 & MASK32
    return total


def xxh32(content):
    whole = len(content) // 16 * 16
    if whole:
        lanes = [PRIME1 + PRIME2 & MASK32, PRIME2, 0, -PRIME1 & MASK32]
        for words in struct.iter_unpack("<4I", content[:whole]):
            lanes = [rotated(lane + word * PRIME2 & MASK32, 13) * PRIME1 & MASK32 for lane, word in zip(lanes, words)]
        total = sum(map(rotated, lanes, (1, 7, 12, 18))) & MASK32
    else:
        total = PRIME5
    total = total + len(content) & MASK32
    tail = content[whole:]
    dwords = len(tail) // 4 * 4
    for word, in struct.iter_unpack("<I", tail[:dwords]):
        total = rotated(total + word * PRIME3 & MASK32, 17) * PRIME4 & MASK32
    for byte in tail[dwords:]:
        total = rotated(total + byte * PRIME5 & MASK32, 11) * PRIME1 & MASK32
    total = (total ^ total >> 15) * PRIME2 & MASK32
    total = (total ^ total >> 13) * PRIME3 & MASK32
    return total ^ total >> 16


METHODS = {"wide": wide, "xxh32": xxh32}


def line(method, content, path, flip=0):
    """Returns the line for a boot entry, with these bits of the checksum wrong."""
    return f"checksum {method}:{METHODS[method](content) ^ flip:08X} {path}"


def crc32c(content):
    """Computes it bit by bit, from its definition: RFC 3720, 12.1."""
    remainder = 0xFFFFFFFF
    for byte in content:
        remainder ^= byte
        for _ in range(8):
            remainder = remainder >> 1 ^ (0x82F63B78 if remainder & 1 else 0)
    return remainder ^ 0xFFFFFFFF
