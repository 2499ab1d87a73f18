// Selects the boot protocol for a kernel file. There is one protocol so far, farjump's own, and of() returns it for
// every file. Its loader reports what a file for another loader is.
//
// To add a protocol: create a folder stage2/protocols/NAME/ that defines a constant Protocol, select it here by the
// file's first bytes, add the folder to docs/rooms.toml, and run `make rooms`.
#include "stage2/protocols/protocols.hpp"

#include "stage2/protocols/farjump/farjump.hpp"

namespace protocols {

Protocol const& of(File&)
{
    return farjump_protocol::protocol;
}

} // namespace protocols
