# SPDX-License-Identifier: BSD-2-Clause
# Lists the declarations of include/farjump/boot_info.h as macro calls, in the order of the file, for items.cpp beside
# this file: the compiler fills in sizes, offsets and values. A line of a structure that this script does not understand
# is an error.

function fail(words)
{
    printf "%s:%d: %s: %s\n", FILENAME, FNR, words, $0 > "/dev/stderr"
    failed = 1
    exit 1
}

function quoted(words)
{
    gsub(/\\/, "\\\\", words)
    gsub(/"/, "\\\"", words)
    return "\"" words "\""
}

# Prints the comment above, a macro call for each line.
function tell()
{
    for (i = 0; i < waiting; ++i)
        printf "COMMENT(%s)\n", quoted(lines[i])
    waiting = 0
}

function comment_behind()
{
    at = index($0, "// ")
    return quoted(at ? substr($0, at + 3) : "")
}

/^ *\/\/ / {
    line = $0
    sub(/^ *\/\/ /, "", line)
    lines[waiting++] = line
    next
}

/^ *\/\/$/ {
    lines[waiting++] = ""
    next
}

/^typedef uint32_t farjump_[a-z_]+;$/ {
    sub(/;$/, "")
    printf "KIND(%s)\n", $3
}

/^#define FARJUMP_[A-Z0-9_]+ / {
    tell()
    type = "\"\""
    if (match($0, /FARJUMP_KIND\([a-z_]+/))
        type = quoted("farjump_" substr($0, RSTART + 13, RLENGTH - 13))
    printf "CONSTANT(%s, %s, %s)\n", $2, type, comment_behind()
    next
}

/^struct farjump_[a-z_]+ \{$/ {
    structure = $2
    tell()
    printf "STRUCTURE(%s)\n", structure
    next
}

structure && /^};$/ {
    printf "END(%s)\n", structure
    structure = ""
    next
}

structure && NF {
    tell()
    code = $0
    sub(/ *\/\/ .*$/, "", code)
    sub(/^ +/, "", code)
    sub(/ FARJUMP_DEFAULT\(.*\)/, "", code)
    if (!sub(/;$/, "", code))
        fail("no field and no comment")
    count = 0
    if (match(code, /\[[0-9]+\]$/)) {
        count = substr(code, RSTART + 1, RLENGTH - 2)
        code = substr(code, 1, RSTART - 1)
    }
    if (!match(code, / [a-z0-9_]+$/))
        fail("a field without a name")
    printf "FIELD(%s, %s, %s, %s, %s)\n", structure, quoted(substr(code, 1, RSTART - 1)), substr(code, RSTART + 1),
           count, comment_behind()
    next
}

{ waiting = 0 }

END {
    if (!failed && structure)
        fail("the structure has no end")
}
