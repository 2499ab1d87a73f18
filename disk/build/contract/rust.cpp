// SPDX-License-Identifier: BSD-2-Clause
// Prints boot_info.rs, for Rust 1.63 (Debian 12) and later. The Rust Reference, "The C Representation".
#include "disk/build/contract/items.hpp"
#include "disk/build/contract/rust_names.hpp"

#include <cstdio>
#include <string>

namespace contract {
namespace {

using std::string;
using namespace rust;

constexpr char head[] = R"(// SPDX-License-Identifier: 0BSD
// The contract for kernels in Rust, generated from boot_info.h. Needs no std, no crate:
//
//     #[path = "build/include/farjump/boot_info.rs"]
//     mod farjump;
//
//     #[no_mangle]
//     unsafe extern "C" fn kernel_main(info: *const farjump::BootInfo) -> !
#![allow(dead_code, unknown_lints, unnecessary_transmutes)]

)";

// The numbers are those of struct farjump_kernel_note; FARJUMP_KERNEL_NOTE in boot_info.h makes the same note.
constexpr char tail[] = R"(
impl KernelNote {
    /// A whole note; 0 for what shall have its default. Once in a kernel:
    ///
    ///     #[used]
    ///     #[link_section = ".note.farjump.wishes"]
    ///     static WISHES: farjump::KernelNote = farjump::KernelNote::new(farjump::WISH_SMEP, 128 << 10, 0);
    pub const fn new(flags: u32, stack_size: u32, stack_guard_size: u32) -> Self {
        KernelNote {
            name_size: 8,
            descriptor_size: 32,
            r#type: 2,
            name: *b"farjump\0",
            flags,
            boot_info_version: VERSION,
            stack_size,
            stack_guard_size,
            screen_width: 0,
            screen_height: 0,
            reserved: [0; 3],
        }
    }
}

// What the C compiler says of sizes and offsets must hold here. (Rust has core::mem::offset_of from 1.77 on only: here
// one field is filled with ones, and the first of them is looked for. A byte of hidden padding would be an error.)
const fn first_one<const SIZE: usize>(bytes: [u8; SIZE]) -> usize {
    let mut at = 0;
    while bytes[at] == 0 {
        at += 1;
    }
    at
}

macro_rules! assert_layout {
    ($structure:ty, $size:literal; $($field:ident: $type:ty, $offset:literal;)*) => {
        const _: () = assert!(core::mem::size_of::<$structure>() == $size);
        $(const _: () = unsafe {
            let mut sample: $structure = core::mem::transmute([0u8; $size]);
            sample.$field = core::mem::transmute([0xFFu8; core::mem::size_of::<$type>()]);
            assert!(first_one::<$size>(core::mem::transmute(sample)) == $offset);
        };)*
    };
}

)";

void print(string const& line)
{
    std::puts(line.c_str());
}

void print_documented(string const& indent, Item const& item, string const& line)
{
    if (!item.words.empty())
        print(indent + "/// " + without_prefix(item.words));
    print(indent + line);
}

// Writes the items, with one call of write() for each, and collects the assertions about the structures.
class Writer {
public:
    void write(Item const& item, Kind following);
    string const& assertions() const { return assertions_; }

private:
    bool begins_a_paragraph(Item const& item) const;
    void write_field(Item const& item);

    string structure_; // the structure being written, or ""
    string assertions_;
    Kind before_ = Kind::type;
};

bool Writer::begins_a_paragraph(Item const& item) const
{
    if (item.kind == Kind::constant)
        return before_ == Kind::type;
    bool const opens = item.kind == Kind::comment || item.kind == Kind::structure;
    return opens && before_ != Kind::comment && structure_.empty();
}

void Writer::write_field(Item const& item)
{
    auto const declaration = name_of(item) + ": " + type_of(item);
    print_documented("    ", item, "pub " + declaration + ",");
    assertions_ += "    " + declaration + ", " + std::to_string(item.number) + ";\n";
}

// `following`: the kind of the item that these comments describe.
void Writer::write(Item const& item, Kind following)
{
    if (begins_a_paragraph(item))
        print("");
    before_ = item.kind;
    switch (item.kind) {
    case Kind::type: print("pub type " + camel(item.name) + " = u32;"); break;
    case Kind::comment:
        print((following == Kind::constant ? "// "
               : structure_.empty()        ? "/// "
                                           : "    /// ") +
              without_prefix(item.words));
        break;
    case Kind::constant:
        print_documented("", item,
                         "pub const " + without_prefix(item.name) + ": " + type_of(item) + " = " + number(item.number) +
                             ";");
        break;
    case Kind::structure:
        structure_ = camel(item.name);
        print("#[repr(C)]\n#[derive(Clone, Copy)]\npub struct " + structure_ + " {");
        assertions_ += "assert_layout! {\n    " + structure_ + ", " + std::to_string(item.number) + ";\n";
        break;
    case Kind::field: write_field(item); break;
    case Kind::end:
        structure_.clear();
        print("}");
        assertions_ += "}\n";
        break;
    }
}

} // namespace

void print_rust()
{
    std::fputs(head, stdout);
    Writer writer;
    auto const list = items();
    for (auto const& item : list) {
        auto const* following = &item;
        while (following->kind == Kind::comment && following != &list.back())
            ++following;
        writer.write(item, following->kind);
    }
    std::fputs(tail, stdout);
    std::fputs(writer.assertions().c_str(), stdout);
}

} // namespace contract
