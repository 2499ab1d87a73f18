// SPDX-License-Identifier: BSD-2-Clause
// Takes tries from counted entries. The state file's record is in include/state_record.hpp; the write, and its proof, in
// sector_writer.hpp; counters in file names in digits.hpp.
#include "stage2/choice/counting/counting.hpp"

#include "include/state_record.hpp"
#include "stage2/boot.hpp"
#include "stage2/choice/counting/digits.hpp"
#include "stage2/choice/counting/sector_writer.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/talk/console.hpp"
#include "stage2/talk/error_text.hpp"
#include "stage2/volumes/fat/path.hpp"
#include "stage2/volumes/fat/place.hpp"

#include <algorithm>
#include <bit>
#include <memory>
#include <optional>

namespace counting {

using errors::Code;
using state_record::Slot;
using state_record::State;

namespace {

constexpr std::string_view state_path = FARJUMP_STATE_PATH;
constexpr std::string_view directory = "/loader/entries";
constexpr std::array<std::uint32_t, 2> copy_offsets{FARJUMP_STATE_COPY_1, FARJUMP_STATE_COPY_2};

using Content = std::array<std::byte, largest_sector_size>;

// A sector of the boot disk: one of the state file's copies, or one of a directory.
struct Sector {
    Lba lba;
    Content content;

    Bytes bytes(std::uint32_t size) const { return Bytes(content).first(size); }
    void set(State const& state) { __builtin_memcpy(content.data(), &state, sizeof state); }
};

// Working memory, which only boots with a state file or a counted entry take. The first two are the offer to the kernel.
struct Room {
    Content expected;
    Content finished;
    std::array<Sector, 2> copies; // as they are on the disk
    Sector directory_sector;      // of the counter that is changed in its place
    Sector fresh;                 // what is written
    std::array<std::byte, SectorWriter::memory_needed> for_writer;
};

static_assert(offsetof(Room, finished) % page_size == 0);

Room* room; // of the boot of the last open(); nullptr: not taken yet
PhysAddr room_address;
SectorWriter writer;
bios::Disk const* disk; // of the last open()
bool usable;            // the state file: `current` and the room's copies are valid
State current;          // the record that counts
int counts;             // its copy: 0 or 1
text::Sentence why;     // why the state file is not usable

Result<void> take_room(Boot& boot)
{
    if (room != nullptr)
        return {};
    room_address = TRY(boot.memory.allocate({sizeof(Room), MemoryMap::page, MemoryKind::loader, "boot counters"}));
    room = std::construct_at(&object_at<Room>(room_address)); // all zeros
    writer.use(room->for_writer);
    return {};
}

// For the errors of what a boot can do without.
void note(Error const& error)
{
    console::note(error_text::why(error).view());
}

// The FAT volume that the boot is from. nullptr: it has another file system.
fat::Geometry const* geometry_of(Boot& boot)
{
    auto const& mounted = boot.workspace->volumes.fat_volume;
    return mounted && boot.volume == &*mounted ? &mounted->geometry() : nullptr;
}

std::unexpected<Failure> unusable(std::string_view words)
{
    return fail(Code::state_file_unusable, {}, words);
}

// The LBA of the copy at `offset` of the file. It must fill a sector, and both neighbours of this sector must be the
// file's, too: a BIOS that writes beside the sector then damages no other file.
Result<Lba> place_copy(fat::Geometry const& geometry, std::uint32_t cluster, std::uint32_t offset, std::uint32_t size)
{
    auto const place = TRY(fat::place_of(geometry, cluster, offset, state_path));
    if ((place & (size - 1)) != 0)
        return unusable("its copies do not begin at a sector's start");
    for (auto at = offset - size; at < offset + 2 * size; at += sector_size)
        if (TRY(fat::place_of(geometry, cluster, at, state_path)) - at != place - offset)
            return unusable("its sectors are not beside each other");
    return Lba{place >> std::countr_zero(size)};
}

// Reads the copies from the disk itself: the cache may be older. False if there is no file.
Result<bool> read_file(Boot& boot)
{
    auto const* const geometry = geometry_of(boot);
    if (geometry == nullptr)
        return false;
    auto const location = fat::find(*geometry, state_path);
    if (!location && is_absence(location.error()))
        return false;
    auto const& file = TRY(location);
    if (file.is_directory || file.size != FARJUMP_STATE_FILE_SIZE)
        return unusable("its size is wrong");
    TRY(take_room(boot));
    auto& device = boot.disk.device;
    auto const size = device.bytes_per_sector();
    for (std::size_t i = 0; i < copy_offsets.size(); ++i) {
        auto& [lba, content] = room->copies[i];
        lba = TRY(place_copy(*geometry, file.start, copy_offsets[i], size));
        if (auto const read = device.read(lba.value * size, MutableBytes(content).first(size)); !read)
            note(
                read.error()); // it stays zero, which is a damaged copy: a power failure may leave an unreadable sector
    }
    return true;
}

State record_of(Sector const& copy)
{
    State state;
    __builtin_memcpy(&state, copy.content.data(), sizeof state);
    return state;
}

Result<void> judge()
{
    using enum state_record::Verdict::Fault;
    auto const first = record_of(room->copies[0]), second = record_of(room->copies[1]);
    auto const verdict = state_record::judge(first, second);
    counts = verdict.copy;
    current = counts == 0 ? first : second;
    if (verdict.fault == both_damaged)
        return unusable("both copies are damaged");
    if (verdict.fault != none) {
        auto& line = console::scratch_line() << state_path;
        console::note(
            (line << (verdict.fault == contradiction ? ": the copies contradict each other; the first one counts"
                      : counts == 0                  ? ": the second copy is damaged; the first one counts"
                                                     : ": the first copy is damaged; the second one counts"))
                .view());
    }
    usable = true;
    return {};
}

std::string_view file_name_of(std::string_view path)
{
    return {path.begin() + (path.rfind('/') + 1), path.end()};
}

Result<void> find_state(Boot& boot)
{
    if (TRY(read_file(boot)))
        TRY(judge());
    return {};
}

// Which slots are of entries that the volume has: a bit for each slot. The others may be used again.
Result<std::uint32_t> slots_in_use(Boot& boot, State const& state)
{
    std::uint32_t in_use = 0;
    TRY(boot.volume->for_each(directory, [&](DirectoryItem const& item) {
        if (auto const* const slot = state_record::find(state, id_hash(boot_counter::parse(item.name).id)))
            in_use |= 1u << (slot - state.entries);
        return true;
    }));
    return in_use;
}

// The slot for an entry that is counted by its name and has none yet.
Result<Slot*> make_slot(Boot& boot, State& state, boot_counter::Name const& name, std::string_view path)
{
    auto const in_use = TRY(slots_in_use(boot, state));
    auto const is_gone = [&](std::uint64_t id) {
        return (in_use >> (state_record::find(state, id) - state.entries) & 1) == 0;
    };
    auto* const slot = state_record::make_slot(state, id_hash(name.id), name.left + name.done, is_gone);
    if (slot == nullptr)
        return fail(Code::state_slots_full, {FARJUMP_STATE_MOST_ENTRIES}, path);
    slot->tries_left = static_cast<std::uint8_t>(std::min<std::uint32_t>(name.left, slot->tries));
    return slot;
}

Result<void> write(Boot& boot, Sector const& old, SectorWrite::Neighbours neighbours)
{
    auto const& device = boot.disk.device;
    auto const size = device.bytes_per_sector();
    Lba const elsewhere{boot.cache->begin() >> std::countr_zero(size)};
    auto const place = old.lba.value * size;
    boot.cache->forget(place - size, place + 2 * size);
    return writer.write(device, elsewhere, {old.lba, old.bytes(size), room->fresh.bytes(size), neighbours});
}

// Writes `state` to the copy that does not count.
Result<void> write_state(Boot& boot, State& state)
{
    auto& copy = room->copies[static_cast<std::size_t>(1 - counts)];
    state_record::finish(state, current);
    room->fresh = copy;
    room->fresh.set(state);
    TRY(write(boot, copy, SectorWrite::Neighbours::unused));
    copy = room->fresh;
    current = state;
    counts = 1 - counts;
    return {};
}

// Offers the kernel to replace `sector`, as it is on the disk, by room->fresh.
void offer(Boot& boot, Sector const& sector, std::uint32_t tries_left)
{
    room->expected = sector.content;
    room->finished = room->fresh.content;
    boot.counted = {.sector = sector.lba,
                    .sector_bytes = boot.disk.device.bytes_per_sector(),
                    .tries_left = tries_left,
                    .expected = room_address,
                    .finished = room_address + offsetof(Room, finished)};
}

// The kernel writes to the copy that does not count, too.
void offer_state(Boot& boot, std::uint64_t id)
{
    auto const& copy = room->copies[static_cast<std::size_t>(1 - counts)];
    room->fresh = copy;
    room->fresh.set(state_record::marked_good(current, id));
    offer(boot, copy, state_record::find(current, id)->tries_left);
}

// What the state is to be after this start, but for the entry's own tries.
void grant(State& state, std::uint64_t id, Wishes const& wishes)
{
    if (id != 0 && state.once == id)
        state.once = 0;
    if (wishes.once != 0)
        state.once = wishes.once == Wishes::forget ? 0 : wishes.once;
    if (wishes.preferred != 0)
        state.preferred = wishes.preferred == Wishes::forget ? 0 : wishes.preferred;
    if (wishes.remember_last && can_remember()) // a drive that is not written to needs no note at each boot
        state.last = id;
}

// Changes the counter in the directory, or leaves an exhausted one as it is.
Result<void> start_by_digits(Boot& boot, std::string_view path, Digits const& digits, LbaOfDigits const& place)
{
    auto& device = boot.disk.device;
    auto& directory_sector = room->directory_sector;
    auto& fresh = room->fresh;
    auto const size = device.bytes_per_sector();
    directory_sector.lba = place.lba;
    TRY(device.read(place.lba.value * size, MutableBytes(directory_sector.content).first(size)));
    if (!place.holds(directory_sector.bytes(size), digits.before()))
        return fail(Code::sector_unexpected, {device.drive(), place.lba.value});
    auto const next = digits.counted_down();
    fresh = directory_sector;
    if (next != digits.before()) {
        place.put(fresh.content, next);
        TRY(write(boot, directory_sector, SectorWrite::Neighbours::needed));
        directory_sector = fresh;
    }
    auto const good = digits.marked_good();
    if (good != digits.before() && TRY(boot.volume->holds(digits.path_with(path, good))))
        return {}; // two files would have the same name
    place.put(fresh.content, good);
    offer(boot, directory_sector, digits.left_after());
    return {};
}

// Where the counter can be changed in its place; nullopt if it cannot.
Result<std::optional<LbaOfDigits>> place_of(Boot& boot, std::string_view path, Digits const& digits)
{
    auto const* const geometry = geometry_of(boot);
    auto const next = digits.counted_down();
    if (geometry == nullptr || !digits.keep_their_number())
        return std::nullopt;
    if (next != digits.before() && TRY(boot.volume->holds(digits.path_with(path, next))))
        return std::nullopt; // two files would have the same name
    auto const name = fat::LongNamePlace::find(*geometry, directory, file_name_of(path));
    if (!name && is_absence(name.error()))
        return std::nullopt; // it has only a short name
    return digits.place(TRY(name), boot.disk.device.bytes_per_sector());
}

} // namespace

std::uint64_t id_hash(std::string_view id)
{
    return state_record::id_hash(id);
}

Result<void> open(Boot& boot)
{
    disk = &boot.disk.device;
    room = nullptr;
    writer = {};
    usable = false;
    why.clear();
    if (auto const found = find_state(boot); !found) {
        why = error_text::why(found.error());
        console::note(why.view());
    } else if (!usable) {
        why << "the volume has no " << state_path;
    }
    return {};
}

farjump_state const* state()
{
    return usable ? &current : nullptr;
}

bool can_remember()
{
    return usable && why_not().empty();
}

std::string_view why_not()
{
    return usable ? writer.objection(*disk) : why.view();
}

std::uint32_t tries_left(boot_counter::Name const& name)
{
    auto const* const slot = usable ? state_record::find(current, id_hash(name.id)) : nullptr;
    if (slot == nullptr)
        return name.left;
    return state_record::is_good(*slot) ? boot_counter::Name::unlimited : slot->tries_left;
}

Result<void> remember(Boot& boot, Wishes const& wishes)
{
    State next = current;
    grant(next, 0, wishes);
    return state_record::is_same(next, current) ? Result<void>{} : write_state(boot, next);
}

Result<void> start(Boot& boot, std::string_view path, Wishes const& wishes)
{
    boot.counted = {};
    auto const name = boot_counter::parse(file_name_of(path));
    auto const id = id_hash(name.id);
    auto const left = tries_left(name);
    bool const is_counted = left != boot_counter::Name::unlimited;

    State next = current;
    auto* slot = usable ? state_record::find(next, id) : nullptr;
    std::optional<LbaOfDigits> place;
    Digits const digits{name, file_name_of(path)};
    if (is_counted && slot == nullptr) {
        place = TRY(place_of(boot, path, digits));
        if (!place && usable)
            slot = TRY(make_slot(boot, next, name, path));
        if (!place && !usable && left != 0)
            return fail(Code::counter_without_place, {}, path);
    }

    if (is_counted)
        TRY(take_room(boot));
    if (is_counted && slot != nullptr) {
        if (left != 0)
            state_record::take_try(next, *slot);
        next.started = id;
    }
    if (usable) {
        if (!is_counted)
            next.started = 0;
        grant(next, id, wishes);
        bool const is_vital = is_counted || current.once == id; // or this entry would be started again and again
        if (!state_record::is_same(next, current))
            if (auto const written = write_state(boot, next); !written) {
                if (is_vital)
                    return written;
                note(written.error());
            }
    }
    if (is_counted && slot != nullptr)
        offer_state(boot, id);
    return place ? start_by_digits(boot, path, digits, *place) : Result<void>{};
}

} // namespace counting
