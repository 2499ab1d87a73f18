#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Looks for the programs and files of the named Debian packages, and installs the packages of the missing ones. Without
# apt-get, lists the missing ones.
set -euo pipefail
. "$(dirname -- "$0")/needs.sh"

look_for() {    # PACKAGE…; sets unmet, a line for each missing need, and missing, their packages
    local package need
    missing=() unmet=
    for package; do
        for need in $(set -f; needs_of "$package"); do
            is_met "$need" && continue
            unmet+="  ${need#*:} (${need%%:*}; Debian package $package)"$'\n'
            [[ " ${missing[*]} " == *" $package "* ]] || missing+=("$package")
        done
    done
}

look_for "$@"
[ ${#missing[@]} -gt 0 ] || exit 0

give_up() { printf 'missing:\n%s%s\n' "$unmet" "$*" >&2; exit 1; }

command -v apt-get >/dev/null ||
    give_up "there is no apt-get here: install these by your system's own means, then run this again"
if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null; then
    as_root=sudo
else
    give_up "installing needs root: run 'apt-get install ${missing[*]}' as root, then this again"
fi
echo "installing Debian packages: ${missing[*]}"
$as_root apt-get update -q
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
look_for "$@"
[ ${#missing[@]} = 0 ] || give_up \
    "still missing, though the packages are installed: is PATH as Debian has it?"
