// SPDX-License-Identifier: BSD-2-Clause
// Ends a boot after an error: prints the step, the reason and a suggestion, waits for a key, and restarts the machine.
#pragma once

#include "include/result.hpp"

enum class ByItself : bool { no, yes };

// Takes a copy of the error, because printing may cause another error. ByItself::yes: restarts after some seconds, for a
// boot that is counted, so that the machine gets to its other entry.
[[noreturn]] void stop(Error error, ByItself restart = ByItself::no);
