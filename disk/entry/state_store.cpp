// SPDX-License-Identifier: BSD-2-Clause
// Overwrites one copy of the record in place.
#include "disk/entry/state_store.hpp"

#include "disk/host/files.hpp"
#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstring>

namespace state_store {
namespace {

using std::filesystem::path;

constexpr std::size_t places[]{FARJUMP_STATE_COPY_1, FARJUMP_STATE_COPY_2};
constexpr auto make_new = "farjump-entry state --reset makes a new one; it forgets which entries are good";

farjump_state copy_in(std::vector<std::byte> const& bytes, std::size_t place)
{
    farjump_state state;
    std::memcpy(&state, bytes.data() + place, sizeof state);
    return state;
}

// A file that is closed at the end.
class Descriptor {
public:
    Descriptor(path const& name, int flags) : number(::open(name.c_str(), flags | O_CLOEXEC))
    {
        if (number < 0)
            fail_with_errno("cannot write " + name.string());
    }
    ~Descriptor() { ::close(number); }
    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;

    int const number;
};

} // namespace

path path_of(path const& root)
{
    return root / (FARJUMP_STATE_PATH + 1);
}

std::vector<std::byte> file_with(farjump_state const& state)
{
    std::vector<std::byte> bytes(FARJUMP_STATE_FILE_SIZE);
    for (auto const place : places)
        std::memcpy(bytes.data() + place, &state, sizeof state);
    return bytes;
}

std::optional<Stored> read(path const& root)
{
    auto const name = path_of(root);
    if (!std::filesystem::exists(name))
        return std::nullopt;
    auto const bytes = files::read(name);
    if (bytes.size() != FARJUMP_STATE_FILE_SIZE)
        throw Refusal(name.string() + " has " + words::decimal(bytes.size()) + " bytes, a state file has " +
                          words::decimal(FARJUMP_STATE_FILE_SIZE),
                      make_new);
    farjump_state const copies[]{copy_in(bytes, places[0]), copy_in(bytes, places[1])};
    auto const verdict = state_record::judge(copies[0], copies[1]);
    if (verdict.fault == state_record::Verdict::Fault::both_damaged)
        throw Refusal(name.string() + " has two damaged copies of its record", make_new);
    return Stored{copies[verdict.copy], verdict.copy};
}

void write(path const& root, Stored const& stored, farjump_state state)
{
    state_record::finish(state, stored.state);
    auto const name = path_of(root);
    auto const place = static_cast<off_t>(places[1 - stored.copy]);
    Descriptor const file(name, O_WRONLY);
    if (::pwrite(file.number, &state, sizeof state, place) != sizeof state || ::fsync(file.number) != 0)
        fail_with_errno("cannot write " + name.string());
    auto const now = read(root);
    if (!now || !state_record::is_same(now->state, state))
        throw Refusal(
            name.string() + " does not read back as it was written",
            "do not let the loader and another system write to it at the same time; look at the disk's health");
}

} // namespace state_store
