// SPDX-License-Identifier: BSD-2-Clause
// Writes one line per step to all outputs.
#include "stage2/talk/console.hpp"

#include "include/code_size.hpp"
#include "include/version.hpp"
#include "stage2/bios/call.hpp"
#include "stage2/bios/keyboard.hpp"
#include "stage2/bios/video.hpp"
#include "stage2/talk/boot_log.hpp"
#include "stage2/talk/serial_key.hpp"
#include "stage2/talk/timeline.hpp"

namespace console {

namespace {

constexpr std::size_t result_column = 38;

x86::Serial serial;
enum class Pace : std::uint8_t { held, without_waits, at_once } pace;
std::size_t sent;   // characters of the log that COM1 has
bool is_redirected; // the BIOS's console writes to COM1, so that the loader does not
std::string_view step_name;
bool noted; // a note has been printed after the step's name
std::uint32_t last_sign_of_life;

void write_debug_port([[maybe_unused]] std::string_view words)
{
#ifdef FARJUMP_DEBUG_PORT
    for (char const character : words)
        x86::out8(0xE9, static_cast<std::uint8_t>(character));
#endif
}

std::uint32_t now()
{
    return bios::peek32(bios::ticks);
}

using Wait = x86::Serial::Wait;

// Sends what COM1 does not have yet, as far as it takes it.
OUT_OF_LINE void send(Wait wait)
{
    auto const log = boot_log::text();
    while (auto const taken = serial.write_part({log.data() + sent, log.size() - sent}, wait))
        sent += taken;
}

// Sends what COM1 should have now.
void send()
{
    if (pace != Pace::held)
        send(pace == Pace::at_once ? Wait::yes : Wait::no);
}

std::uint16_t com1()
{
    return x86::com1_port(bios::peek16(x86::com1_word));
}

} // namespace

void open()
{
    boot_log::clear();
    sent = 0;
    pace = Pace::without_waits;
    // A BIOS may keep the last character back, so a second one follows, which takes the cursor back.
    is_redirected = bios::is_int10_hooked() && serial.is_written_by(com1(), [] { bios::print(" \b"); });
    if (!is_redirected)
        serial.open(com1());
    // The BIOS may have left the cursor in the middle of a line.
    write("\nfarjump " FARJUMP_RELEASE "\n");
}

void write(std::string_view words)
{
    bool const has_room = boot_log::has_room_for(words);
    if (!has_room && pace != Pace::held)
        send(Wait::yes); // before the log drops it
    boot_log::append(words);
    if (!has_room)
        sent = boot_log::text().size() - words.size();
    send();
    write_debug_port(words);
    bios::print(words);
}

void use_serial(SerialUse use)
{
    switch (use) {
    case SerialUse::unless_waiting: break;
    case SerialUse::yes: pace = Pace::at_once; break;
    case SerialUse::no: serial = {}; break;
    case SerialUse::errors: pace = Pace::held; break;
    }
}

void write_at_once()
{
    bios::print_by_bios();
    pace = Pace::at_once;
}

void close()
{
    send();
    if (pace == Pace::without_waits && sent != boot_log::text().size())
        serial.break_line();
    if (is_redirected)
        serial.open(com1());
}

void step(std::string_view what)
{
    timeline::mark(what);
    step_name = what;
    noted = false;
    last_sign_of_life = now();
    text::Sentence line;
    line << "stage2: " << what;
    while (line.view().size() < result_column)
        line << ' ';
    write(line.view());
}

text::Sentence& scratch_line()
{
    static text::Sentence words{};
    words.clear();
    return words;
}

void done(std::string_view result)
{
    text::Sentence line;
    line << (noted ? "\n        ok   " : "ok   ") << result << '\n';
    write(line.view());
}

void note(std::string_view words)
{
    text::Sentence line;
    line << "\n        " << words;
    write(line.view());
    noted = true;
}

void progress(std::uint64_t bytes)
{
    send();
    if (now() - last_sign_of_life < TickCount::per_second) // midnight resets the ticks: one line too many
        return;
    last_sign_of_life = now();
    text::Sentence line;
    line.size(bytes) << " read so far";
    note(line.view());
}

std::string_view current_step()
{
    return step_name;
}

bool is_called()
{
    return pace != Pace::held && serial.has_received();
}

x86::Serial* dialog()
{
    if (pace == Pace::held || !serial.present())
        return nullptr;
    send(Wait::yes);
    return &serial;
}

bool wait_for_key(std::uint32_t seconds)
{
    constexpr int most_waiting = 256;
    for (int i = 0; i < most_waiting && (bios::take_key() || serial.receive()); ++i) {
        // discard keys that were pressed before the question
    }
    SerialKey on_serial;
    TickCount waited;
    auto ticks_left = seconds * TickCount::per_second;
    bool told = false;
    while (!bios::take_key()) {
        if (waited.has_ticked(now()) && ticks_left != 0 && --ticks_left == 0)
            return false;
        auto const seen = on_serial.look(serial.receive(), now());
        if (seen == SerialKey::Seen::key)
            return true;
        if (seen == SerialKey::Seen::no_key && !told) {
            told = true; // only once, because an answering machine would reply to this line too
            write("COM1 is not silent: use the keyboard, or COM1 after 3 s of silence\n");
        }
    }
    return true;
}

} // namespace console
