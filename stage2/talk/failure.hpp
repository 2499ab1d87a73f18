// Ends a boot after an error: prints the step, the reason and a suggestion, waits for a key, and restarts the machine.
#pragma once

#include "include/result.hpp"

// Takes a copy of the error, because printing may cause another error.
[[noreturn]] void stop(Error error);
