// SPDX-License-Identifier: BSD-2-Clause
// The screen of a Multiboot kernel.
#pragma once

#include "stage2/entries/boot_entry.hpp"
#include "stage2/protocols/multiboot/facts.hpp"
#include "stage2/protocols/multiboot/header.hpp"

#include <optional>

namespace multiboot {

// Chooses a graphics mode if the boot entry or the kernel asks for one; the boot entry takes precedence. Does not set it.
// Without a suitable mode the screen stays in text mode. The framebuffer becomes a range of `memory`.
void choose_screen(std::optional<boot_entry::Screen> const& of_entry, std::optional<Graphics> const& of_kernel,
                   MemoryMap& memory, Screen& screen);

} // namespace multiboot
