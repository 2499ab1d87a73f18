// The words of a kernel's command line, as far as farjump itself listens to them.
#pragma once

#include <string_view>

namespace options {

// Is `word` one of the words of `line`, which are separated by spaces and tabs?
bool has_word(std::string_view line, std::string_view word);

} // namespace options
