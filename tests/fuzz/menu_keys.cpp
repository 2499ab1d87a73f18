// SPDX-License-Identifier: BSD-2-Clause
// Fuzzes the menu's keys on COM1 and on the keyboard, and the editor that they go to.
//
// The input is a list of events, one byte each: 80h to BFh let so many ticks pass, C0h to FFh are followed by a key of
// the keyboard as INT 16h returns it, FFh by one character that is not ASCII. Other bytes are characters from COM1.
#include "stage2/choice/menu/keyboard.hpp"
#include "stage2/choice/menu/line_editor.hpp"
#include "stage2/choice/menu/serial_keys.hpp"

#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>

namespace {

using menu::Key, menu::LineEditor, menu::Press, menu::SerialKeys;

void require(bool promise)
{
    if (!promise)
        std::abort();
}

constexpr bool continues(char byte)
{
    return (byte & 0xC0) == 0x80;
}

// What must hold for each key, and after it.
void press(LineEditor& editor, Press const& press)
{
    bool const is_printable = press.character >= ' ' && press.character < 0x7F;
    require(press.key == Key::character ? is_printable : press.character == 0);
    std::string const before(editor.text());
    auto const cursor = editor.cursor();
    bool const had_effect = editor.press(press);
    auto const text = editor.text();
    require(text.size() <= LineEditor::capacity && editor.cursor() <= text.size());
    require(had_effect == (text != before || editor.cursor() != cursor));
    require(editor.cursor() == text.size() || !continues(text[editor.cursor()]));
    if (press.key == Key::character && had_effect)
        require(text == before.substr(0, cursor) + press.character + before.substr(cursor));
    else
        require(text.size() <= before.size());
}

// COM1, and what is known about the characters since the last silence.
class Line {
public:
    std::optional<Press> look(std::optional<char> received, bool has_ticked)
    {
        bool const was_trusted = keys_.is_trusted();
        auto const pressed = keys_.look(received, has_ticked);
        if (received) {
            began_after_silence_ = size_ == 0 ? quiet_ >= SerialKeys::silence : began_after_silence_;
            ++size_;
            quiet_ = 0;
        } else if (has_ticked) {
            ++quiet_;
        }
        if (!was_trusted && pressed) {
            require(!received && quiet_ >= SerialKeys::silence && size_ != 0 && size_ <= SerialKeys::longest);
            bool const is_person = pressed->key != Key::terminal;
            require(!is_person || (size_ <= SerialKeys::longest_keys && began_after_silence_));
            require(pressed->key != Key::other && keys_.is_trusted() == is_person);
        }
        require(!was_trusted || keys_.is_trusted());
        require(pressed || was_trusted == keys_.is_trusted());
        if (!received && quiet_ >= SerialKeys::silence)
            size_ = 0;
        return pressed;
    }

private:
    SerialKeys keys_;
    std::size_t size_ = 0;
    std::uint32_t quiet_ = 0;
    bool began_after_silence_ = false;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    Line line;
    static LineEditor editor;
    editor.begin("root=/dev/nvme0n1p2 na\xC3\xAFve");
    auto events = std::span(data, size);
    auto const take = [&] {
        auto const byte = events.empty() ? std::uint8_t{0} : events.front();
        events = events.subspan(events.empty() ? 0 : 1);
        return byte;
    };
    auto const look = [&](std::optional<char> received, bool has_ticked) {
        if (auto const pressed = line.look(received, has_ticked))
            press(editor, *pressed);
    };
    while (!events.empty()) {
        auto const event = take();
        if (event < 0x80) {
            look(static_cast<char>(event), false);
        } else if (event < 0xC0) {
            for (int ticks = event & 0x3F; ticks >= 0; --ticks)
                look(std::nullopt, ticks != 0);
        } else if (event == 0xFF) {
            look(static_cast<char>(take() | 0x80), false);
        } else {
            auto const low = take();
            press(editor, menu::press_of_bios(static_cast<std::uint16_t>(low | take() << 8)));
        }
    }
    return 0;
}
