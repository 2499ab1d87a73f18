// SPDX-License-Identifier: BSD-2-Clause
// The parts of the annex that are packed until a boot needs them, and of which the rear ones are not read before.
// annex.ld lists their sources. At the start of each part is its entry point: a constant with PART_ENTRY
// (include/part_entry.hpp). The only way into a part is use(); the linker refuses any other reference.
#pragma once

#include "stage2/annex/facts.hpp"
#include "stage2/choice/choice.hpp"
#include "stage2/packed/unpack.hpp"
#include "stage2/protocols/farjump/processors.hpp"
#include "stage2/protocols/protocol.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

struct Boot;

namespace errors {
struct Description; // include/errors.hpp
}

namespace annex {

// Place (facts.hpp) in the loader's memory.
class AnyPart {
protected:
    constexpr explicit AnyPart(void const* entry) : begin_(entry) {}
    constexpr AnyPart(std::byte* begin, std::byte const* end, std::uint32_t block)
        : begin_(begin), end_(end), block_(block)
    {}

    void const* entry()
    {
        if (!(block_ & Place::is_unpacked))
            unpack();
        return begin_;
    }

private:
    void unpack();

    void const* begin_;
    std::byte const* end_ = nullptr;
    std::uint32_t block_ = Place::is_unpacked;
};
static_assert(sizeof(void*) != 4 || sizeof(AnyPart) == sizeof(Place));

// The parts that are packed at first. annex.ld defines them; the unit tests put parts of their own there.
struct AllParts {
    AnyPart* begin;
    AnyPart* end;
};

template <typename Entry>
class Part : AnyPart {
public:
    // A part that is not packed, for programs that link the annex's code directly.
    constexpr explicit Part(Entry const& entry) : AnyPart(&entry) {}

    // The part's entry point. Unpacks the part on the first call.
    Entry const& use() { return *static_cast<Entry const*>(entry()); }
};

// Reads and verifies the rear of the annex on the first call. Errors: annex_damaged, and those of memory and disk.
Result<void> read_rear(Boot& boot);

// A part in the rear.
template <typename Entry>
class RearPart : Part<Entry> {
public:
    using Part<Entry>::Part;

    Result<Entry const*> use(Boot& boot)
    {
        TRY(read_rear(boot));
        return &Part<Entry>::use();
    }
};

// Kernels for the Limine boot protocol ask for all processors, so one part has both.
struct ProcessorsEntry {
    Protocol limine;
    farjump_protocol::ProcessorCalls for_farjump;
};

// annex.ld defines them.
extern "C" {
extern Part<std::span<errors::Description const>> words_part; // the annex's descriptions of errors
extern Part<packed::EntryPoints> packed_part;
extern Part<ProcessorsEntry> processors_part;
extern RearPart<Protocol> linux_part;
extern RearPart<Protocol> multiboot_part;
extern RearPart<Protocol> chain_part;
extern RearPart<choice::EntryPoints> choice_part; // its memory is that of the parts for kernels
extern AllParts all_parts;
}

} // namespace annex
