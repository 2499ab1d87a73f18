// How a boot ends that cannot go on: what we were doing, why it failed, what to try; then a key, then a restart.
#pragma once

#include "include/result.hpp"

// A copy: what is done to print it may fail, too.
[[noreturn]] void stop(Error error);
