// Writes one line per step to all outputs.
#include "stage2/talk/console.hpp"

#include "include/x86/serial.hpp"
#include "stage2/bios/call.hpp"
#include "stage2/bios/keyboard.hpp"
#include "stage2/bios/video.hpp"
#include "stage2/talk/boot_log.hpp"
#include "stage2/talk/serial_key.hpp"
#include "stage2/talk/timeline.hpp"

namespace console {

namespace {

constexpr std::size_t result_column = 38;
constexpr std::uint32_t ticks_per_second = 18;

x86::Serial serial;
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

} // namespace

void open()
{
    boot_log::clear();
    serial.open(x86::com1_port(bios::peek16(x86::com1_word)));
    write("\n"); // the BIOS may have left the cursor in the middle of a line
}

void write(std::string_view words)
{
    boot_log::append(words);
    serial.write(words);
    write_debug_port(words);
    bios::print(words);
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
    if (now() - last_sign_of_life < ticks_per_second) // midnight resets the ticks: one line too many
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

void wait_for_key()
{
    constexpr int most_waiting = 256;
    for (int i = 0; i < most_waiting && (bios::take_key() || serial.receive()); ++i) {
        // discard keys that were pressed before the question
    }
    SerialKey on_serial;
    bool told = false;
    while (!bios::take_key()) {
        auto const seen = on_serial.look(serial.receive(), now());
        if (seen == SerialKey::Seen::key)
            return;
        if (seen == SerialKey::Seen::no_key && !told) {
            told = true; // only once, because an answering machine would reply to this line too
            write("COM1 is not silent: use the keyboard, or COM1 after 3 s of silence\n");
        }
    }
}

} // namespace console
