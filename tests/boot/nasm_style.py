# SPDX-License-Identifier: BSD-2-Clause
"""Checks the layout of NASM sources: the rules of docs/style.md as regular expressions that match violations.

They match a line's shape: the line with an x for each character of a string, and without the text of its comment.
"""
import re

DATA = r"(?:d[bwdq]|res[bwdq]|times|align|alignb|incbin)"
REGISTER = r"(?:[ER]?(?:[ABCD]X|[SD]I|[SB]P)|[ABCD][HL]|[CDEFGS]S)"

# Name, what is wrong, and a mutation of stage1/mbr.asm that makes a right line wrong.
RULES = [
    ("No tabs, no blanks at the end of a line", r"\t|\s$",
     "        push dword [bp + lba]\n", "        push dword [bp + lba] \n"),
    ("A statement stands in column 8", r"^(?! {8}\S)(?!(?: {16}| {24}| {32})DATA )(?! {4}\.\w+:) +[^\s;%]",
     "        push dword [bp + lba]\n", "    push dword [bp + lba]\n"),
    ("What stands in column 0 is a label, `equ`, `%` or `struc`",
     r"^(?![;%]|[\w.%]+:(?: |$)|[\w. ]+%\+ \w+:$|\S+ +equ |struc |endstruc$)\S",
     "        bits 16\n", "bits 16\n"),
    ("A directive of the preprocessor stands in column 0", r"^ +%[a-z]",
     "%ifdef BREAK_stage1\n        xchg", "    %ifdef BREAK_stage1\n        xchg"),
    ("An instruction stands below its label", r"^[\w.%]+:\s+(?!DATA\b)[^\s;]",
     "second_place:\n        mov", "second_place: mov"),
    ("Data behind a label start in a column that is divisible by 8",
     r"^(?=\s*[\w.]+: +DATA\b)(?!(?:.{8})+(?<= )DATA\b)",
     "buffer:         resw 2", "buffer: \x20resw 2"),
    ("One blank stands between an instruction and its operands", r"^ {8}\w+ {2,}[^\s;]",
     "        mov ss, ax", "        mov  ss, ax"),
    ("A blank stands behind a comma, and none before it", r" ,|,(?! |$)",
     "        mov ss, ax", "        mov ss,ax"),
    ("No blank stands inside a bracket", r"\[ | \]",
     "[bp + drive]\n        stc", "[ bp + drive ]\n        stc"),
    ("Blanks stand around an operator", r"^(?!%).*(?:[\w)][-+*/|][\w(]|\w[+*/|] |[\w)] [+*/|]\w)",
     "[bp + drive]\n        stc", "[bp+drive]\n        stc"),
    ("Hexadecimal numbers are 0x and capital letters", r"\b\d[\dA-Fa-f]*h\b|\$\d|\b0X|\b0x\w*[a-f]",
     "        int 0x13\n", "        int 13h\n"),
    ("Instructions and registers are written in small letters",
     rf"^ {{8}}(?!spoil_register)(?:[A-Z]{{2,5}} +[\w\[]|\w+ .*\b{REGISTER}\b)",
     "        mov ss, ax", "        mov SS, ax"),
    ("A blank stands behind the semicolon", r"^[^;]*;\S",
     "; 0Bh BPB_BytsPerSec", ";0Bh BPB_BytsPerSec"),
    ("A comment behind a statement starts in column 40, or in a later one that is divisible by 8",
     r"^(?=[^;]*[^; ][^;]*;)(?!(?:[^;]{8}){5,};)",
     "        nop\n        db \"FARJUMP \"                   ;", "        nop\n        db \"FARJUMP \"  ;"),
]
RULES = [(name, re.compile(wrong.replace("DATA", DATA)), right, mutated) for name, wrong, right, mutated in RULES]

NEIGHBOURS = "Neighbouring `equ` stand in one column"

MUTATIONS = [(name, right, mutated) for name, _, right, mutated in RULES]
MUTATIONS += [(NEIGHBOURS, "TRIES           equ 5 ", "TRIES   equ 5 ")]


def shape(line):
    def blanked(match):
        words = match[0]
        if words[0] == ";":
            return words[:2].rstrip()
        return words[0] + "x" * (len(words) - 2) + words[-1]
    return re.sub(r'"[^"]*"|\'[^\']*\'|`[^`]*`|;.*', blanked, line)


def complaints(text):
    """Returns (line number, name of the rule) for each violation."""
    before = None
    for number, line in enumerate(text.splitlines(), 1):
        seen = shape(line) + line[len(line.rstrip()):]
        yield from ((number, name) for name, wrong, *_ in RULES if wrong.search(seen))
        found = re.match(r"\S+ +(?=equ )", seen)
        column = found and found.end()
        if column and before and column != before:
            yield number, NEIGHBOURS
        before = column
