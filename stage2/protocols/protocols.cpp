// SPDX-License-Identifier: BSD-2-Clause
// Selects the boot protocol for the kernel of the boot entry: farjump's own, or one of guests.cpp, which are in the annex.
#include "stage2/protocols/protocols.hpp"

#include "stage2/annex/load.hpp"
#include "stage2/boot.hpp"
#include "stage2/machine/tsc_rate.hpp"
#include "stage2/packed/format.hpp"
#include "stage2/protocols/farjump/farjump.hpp"
#include "stage2/volumes/notices.hpp"

namespace protocols {

namespace {

// The kernel file of the boot entry. If it is packed, this is the file that it unpacks to.
Result<File*> open_kernel(Boot& boot)
{
    auto const path = boot.entry.kernel.value;
    auto const opened = boot.volume->open(path);
    volumes::note_spare_parts(*boot.volume);
    tsc_rate::look();
    auto& file = *TRY(opened);
    Le32 first_bytes{};
    if (file.size() < sizeof first_bytes)
        return &file;
    TRY(file.read(0, std::as_writable_bytes(std::span(&first_bytes, 1))));
    if (!packed::may_be_packed(first_bytes))
        return &file;
    auto const* const annex = TRY(annex::load(boot, path));
    return annex->unpack(file, boot.memory, path);
}

} // namespace

// farjump's own protocol tries a file first, because most files are for it. A file with a farjump note is for it even if
// it is invalid otherwise.
Result<Protocol const*> load(Boot& boot)
{
    using farjump_protocol::protocol;
    auto const& [key, path] = boot.entry.kernel;
    if (key != boot_entry::kernel)
        return TRY(annex::load(boot, path))->load_guest(boot);
    auto* const file = TRY(open_kernel(boot));
    auto const loaded = protocol.load(boot, file);
    if (loaded)
        return &protocol;
    Error const error = loaded.error();
    if (auto const annex = annex::load(boot, path); annex && !boot.workspace->kernel_file.has_farjump_note)
        return (*annex)->load_other(boot, *file, error);
    return fail(error); // the annex has the words for it
}

} // namespace protocols
