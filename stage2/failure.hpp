// How a boot ends that cannot go on: what we were doing, why it failed, what to try; then a key, then a restart.
#pragma once

#include "include/result.hpp"

[[noreturn]] void stop(Error const& error);
