// The table of protocols. A file of none of them is farjump's to refuse: its loader says what the file is instead.
#include "stage2/protocols/protocols.hpp"

#include "stage2/protocols/farjump/farjump.hpp"

namespace protocols {

Protocol const& of(File&)
{
    return farjump_protocol::protocol;
}

} // namespace protocols
