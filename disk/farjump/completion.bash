# SPDX-License-Identifier: BSD-2-Clause
# Completion of farjump's command line in bash. To be sourced, or installed as
# /usr/share/bash-completion/completions/farjump. Bash Reference Manual, "Programmable Completion".
#
# It asks the program for its commands and options, so that they are listed at one place.

_farjump_options() {    # PROGRAM COMMAND
    "$1" help "$2" 2>/dev/null | grep -oE -- '(^|[ [,])--?[a-z][a-z0-9-]*' | tr -d ' [,' | sort -u
}

_farjump() {
    local program=${COMP_WORDS[0]} word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} choices=
    local command=${COMP_WORDS[1]}
    COMPREPLY=()
    if [ "$COMP_CWORD" = 1 ]; then
        choices="$("$program" --help 2>/dev/null | sed -n 's/^  \([a-z]*\) .*/\1/p') help --help --version"
        mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$word")
        return
    fi
    case $before in
        --layout) choices='mbr logical gpt superfloppy floppy old zip iso' ;;
        --fat) choices='12 16 32' ;;
        --screen) choices='native text' ;;
        --compress) choices=lz4 ;;
        --mbr) choices='jump ms' ;;
        --boot-record) choices='yes no' ;;
        --sector-bytes) choices='512 4096' ;;
        --stage1) choices='mbr simple' ;;
        --language) choices='c c++ rust asm' ;;
        --protocol) choices='farjump limine multiboot2' ;;
        help) choices=$("$program" --help 2>/dev/null | sed -n 's/^  \([a-z]*\) .*/\1/p') ;;
        entry) choices=$("$program" help entry 2>/dev/null | sed -n 's/^usage: farjump entry \([a-z-]*\) .*/\1/p') ;;
    esac
    [[ -n $choices || $word != -* ]] || choices=$(_farjump_options "$program" "$command")
    if [ -n "$choices" ]; then
        mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$word")
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
    fi
}

complete -o filenames -F _farjump farjump
