# SPDX-License-Identifier: BSD-2-Clause
"""Makes LZ4 frames: those of the lz4 tool, and some with headers that it does not write."""
import struct
import subprocess


def pack(directory, content, *options):
    """Packs the content with lz4."""
    plain, packed = directory / "plain", directory / "packed"
    plain.write_bytes(content)
    subprocess.run(["lz4", "-q", "-f", *options, plain, packed], check=True, stdin=subprocess.DEVNULL)
    return packed.read_bytes()


def rotated(value, bits):
    return (value << bits | value >> 32 - bits) & 0xFFFFFFFF


def xxh32(content):
    """Returns the checksum, with seed 0. xxHash, "XXH32 algorithm description"."""
    value, striped = 0x165667B1, len(content) // 16 * 16
    if striped:
        lanes = [0x24234428, 0x85EBCA77, 0, 0x61C8864F]
        for stripe in struct.iter_unpack("<4I", content[:striped]):
            lanes = [rotated((lane + word * 0x85EBCA77) & 0xFFFFFFFF, 13) * 0x9E3779B1 & 0xFFFFFFFF
                     for lane, word in zip(lanes, stripe)]
        value = sum(rotated(lane, bits) for lane, bits in zip(lanes, (1, 7, 12, 18)))
    value += len(content)
    whole = len(content) // 4 * 4
    for word, in struct.iter_unpack("<I", content[striped:whole]):
        value = rotated((value + word * 0xC2B2AE3D) & 0xFFFFFFFF, 17) * 0x27D4EB2F & 0xFFFFFFFF
    for byte in content[whole:]:
        value = rotated((value + byte * 0x165667B1) & 0xFFFFFFFF, 11) * 0x9E3779B1 & 0xFFFFFFFF
    value &= 0xFFFFFFFF
    value = (value ^ value >> 15) * 0x85EBCA77 & 0xFFFFFFFF
    value = (value ^ value >> 13) * 0xC2B2AE3D & 0xFFFFFFFF
    return value ^ value >> 16


def with_header(frame, header, old_size):
    """Replaces the `old_size` bytes between the frame's magic number and the checksum of its header."""
    return frame[:4] + header + bytes([xxh32(header) >> 8 & 0xFF]) + frame[4 + old_size + 1:]
