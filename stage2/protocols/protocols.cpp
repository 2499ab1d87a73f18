// The list of protocols. A file of no known protocol is given to farjump's own, whose loader reports what the file is.
#include "stage2/protocols/protocols.hpp"

#include "stage2/protocols/farjump/farjump.hpp"

namespace protocols {

Protocol const& of(File&)
{
    return farjump_protocol::protocol;
}

} // namespace protocols
