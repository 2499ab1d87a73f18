// SPDX-License-Identifier: BSD-2-Clause
// Recognises kernels for the protocols of other loaders, as stage2/protocols/guests.cpp does.
#pragma once

#include "include/bytes.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace guest_file {

enum class Protocol : std::uint8_t { none, linux, multiboot, limine };

// The protocol of a file that farjump's own protocol refuses, if the loader then boots it by another one. none: the
// refusal stands. `file` is the unpacked content.
Protocol of_refused(Bytes file, std::string_view name);

// "a Linux kernel", "a Multiboot kernel", "a Limine kernel". Not for none.
std::string words(Protocol protocol);

} // namespace guest_file
