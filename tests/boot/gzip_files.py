# SPDX-License-Identifier: BSD-2-Clause
"""Makes gzip files: those of the gzip tool and of zlib, and some with headers that they do not write."""
import gzip
import struct
import subprocess
import zlib


def by_tool(content, *options):
    return subprocess.run(["gzip", "-c", *options], input=content, capture_output=True, check=True).stdout


def by_zlib(content, level=9, strategy=zlib.Z_DEFAULT_STRATEGY):
    packer = zlib.compressobj(level, zlib.DEFLATED, 31, 9, strategy)
    return packer.compress(content) + packer.flush()


def with_all_fields(content):
    """Packs with every optional field of the header. RFC 1952 (2.3)."""
    plain = gzip.compress(content)
    header = plain[:3] + b"\x1F" + plain[4:10] + b"\x04\0Ap\0\0kernel\0a comment\0"
    return header + struct.pack("<H", zlib.crc32(header) & 0xFFFF) + plain[10:]
