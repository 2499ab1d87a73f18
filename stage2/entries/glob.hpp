// Patterns for names, as loader.conf uses them: * ? [a-z] [!a-z]. POSIX, "Pattern Matching Notation" (XCU 2.13).
#pragma once

#include <string_view>

namespace glob {

// Letters a to z match in either case. A [ without its ] stands for itself. At most pattern.size() times name.size()
// steps, whatever the pattern.
bool matches(std::string_view pattern, std::string_view name);

} // namespace glob
