// SPDX-License-Identifier: BSD-2-Clause
// The text mode that kernels of other protocols expect.
#pragma once

namespace bios {

// Sets the text mode of 80 columns and 25 lines, unless the screen already is in it. INT 10h AH=00h.
void set_text_mode();

} // namespace bios
