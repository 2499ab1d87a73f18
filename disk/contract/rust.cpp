// boot_info.rs. The Rust Reference, "The C Representation"; it is understood by Rust 1.63, of Debian 12, and later.
#include "disk/contract/items.hpp"

#include <cctype>
#include <cstdio>
#include <string>

namespace contract {
namespace {

using std::string;
using std::string_view;

constexpr char head[] = R"(// The contract for kernels in Rust, generated from boot_info.h. It needs neither std nor a crate:
//
//     #[path = "build/include/farjump/boot_info.rs"]
//     mod farjump;
//
//     #[no_mangle]
//     unsafe extern "C" fn kernel_main(info: *const farjump::BootInfo) -> !
#![allow(dead_code, unknown_lints, unnecessary_transmutes)]

)";

// The numbers are those of struct farjump_kernel_note; FARJUMP_KERNEL_NOTE in boot_info.h makes the same.
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

// What the compiler that made the loader says of sizes and offsets must hold here. (Rust has core::mem::offset_of from
// 1.77 on; here the field alone is filled with ones, and the first of them is looked for. All of these are plain data,
// and a byte of padding would be an error.)
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

// farjump_boot_info is BootInfo in Rust.
string camel(string_view name)
{
    string words;
    bool capital = true;
    for (char const letter : name.substr(string_view("farjump_").size())) {
        if (letter != '_')
            words += capital ? static_cast<char>(std::toupper(letter)) : letter;
        capital = letter == '_';
    }
    return words;
}

string rust_type(string_view type)
{
    constexpr string_view pointer = "FARJUMP_POINTER(", constant = " const)", tag = "struct ";
    if (type.starts_with(pointer))
        return "*const " + rust_type(type.substr(pointer.size(), type.size() - pointer.size() - constant.size()));
    if (type.starts_with(tag))
        return camel(type.substr(tag.size()));
    if (type.starts_with("farjump_"))
        return camel(type);
    if (type.starts_with("uint"))
        return "u" + string(type.substr(4, type.size() - 6));           // without its "_t"
    return type == "char" ? "u8" : "core::ffi::c_void";
}

string type_of(Item const& item)
{
    auto const type = item.type.empty() ? "u" + std::to_string(8 * item.size) : rust_type(item.type);
    return item.count == 0 ? type : "[" + type + "; " + std::to_string(item.count) + "]";
}

string name_of(Item const& item) { return item.name == "type" ? "r#type" : string(item.name); }

// Names of C in a comment, or of a constant: in Rust they stand in a module of their own.
string without_prefix(string_view words)
{
    string changed(words);
    for (string_view const prefix : {"FARJUMP_", "farjump_"})
        for (std::size_t at; (at = changed.find(prefix)) != string::npos;)
            changed.erase(at, prefix.size());
    return changed;
}

void print(string const& line) { std::puts(line.c_str()); }

void print_documented(string const& indent, Item const& item, string const& line)
{
    if (!item.words.empty())
        print(indent + "/// " + without_prefix(item.words));
    print(indent + line);
}

} // namespace

void print_rust()
{
    std::fputs(head, stdout);
    string structure;
    string checks;
    auto before = Kind::type;
    auto const list = items();
    for (std::size_t i = 0; i < list.size(); ++i) {
        auto const& item = list[i];
        bool const opens = item.kind == Kind::comment || item.kind == Kind::structure;
        if (structure.empty() && (item.kind == Kind::constant ? before == Kind::type : opens && before != Kind::comment))
            print("");
        before = item.kind;
        switch (item.kind) {
        case Kind::type: print("pub type " + camel(item.name) + " = u32;"); break;
        case Kind::comment: {
            auto next = i;
            while (list[next].kind == Kind::comment)
                ++next;
            auto const mark = list[next].kind == Kind::constant ? "// " : structure.empty() ? "/// " : "    /// ";
            print(mark + without_prefix(item.words));
            break;
        }
        case Kind::constant:
            print_documented("", item, "pub const " + without_prefix(item.name) + ": " + type_of(item) + " = " +
                                           number(item.number) + ";");
            break;
        case Kind::structure:
            structure = camel(item.name);
            print("#[repr(C)]\n#[derive(Clone, Copy)]\npub struct " + structure + " {");
            checks += "assert_layout! {\n    " + structure + ", " + std::to_string(item.number) + ";\n";
            break;
        case Kind::field:
            print_documented("    ", item, "pub " + name_of(item) + ": " + type_of(item) + ",");
            checks += "    " + name_of(item) + ": " + type_of(item) + ", " + std::to_string(item.number) + ";\n";
            break;
        case Kind::end:
            print("}");
            checks += "}\n";
            structure.clear();
            break;
        }
    }
    std::fputs(tail, stdout);
    std::fputs(checks.c_str(), stdout);
}

} // namespace contract
