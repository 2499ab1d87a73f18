// The entry point of the annex's part for the choice.
#pragma once

#include "stage2/annex/parts.hpp"

namespace choice {

extern annex::ChoiceEntry const entry;

} // namespace choice
