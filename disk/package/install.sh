#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Installs farjump, or removes it again: install.sh [--uninstall] PREFIX [DESTDIR]
#
# PREFIX is where farjump will be used, such as /usr; DESTDIR, which packagers give, stands before it on the disk. The
# program finds its files by its own place, so a prefix may be moved.
set -euo pipefail
cd "$(dirname -- "$0")/../.."
. disk/package/files.sh
OUT=${OUT:-build/release}

refuse() { echo "make install: $*" >&2; exit 1; }
uninstall=no
[ "${1:-}" != --uninstall ] || { uninstall=yes; shift; }
prefix=${1:-} destdir=${2:-}
[[ $prefix = /* ]] || refuse "PREFIX=$prefix: a path that begins with / is wanted"
[[ $prefix != *[[:cntrl:]\"\$\`\\]* ]] || refuse "PREFIX=$prefix: quotes, \$, \\ and control characters cannot be in it"
root=$destdir${prefix%/}
pkgconfig=share/pkgconfig/farjump.pc

# Prints the directories that belong to farjump alone, each behind those in it.
own_directories() {
    local mode source place directory
    while read -r mode source place; do
        directory=${place%/*}
        while [[ $directory/ = */farjump/* ]]; do
            echo "$directory"
            directory=${directory%/*}
        done
    done < <(installed_files) | sort -ru
}

remove() {
    local mode source place directory
    while read -r mode source place; do
        rm -f -- "$root/$place"
    done < <(installed_files)
    for place in "${older_names[@]}"; do
        [ ! -L "$root/bin/$place" ] || rm -f -- "$root/bin/$place"
    done
    rm -f -- "$root/$pkgconfig"
    for directory in $(own_directories); do
        [ ! -d "$root/$directory" ] || rmdir --ignore-fail-on-non-empty -- "$root/$directory"
    done
}

install_all() {
    local mode source place
    while read -r mode source place; do
        install -D -m "$mode" -- "$source" "$root/$place"
    done < <(installed_files)
    for place in "${older_names[@]}"; do
        ln -sfn farjump "$root/bin/$place"
    done
    install -d -- "$root/share/pkgconfig"
    sed -e "s|@PREFIX@|${prefix%/}|" -e "s|@VERSION@|$(cat VERSION)|" disk/package/farjump.pc.in > "$root/$pkgconfig"
    chmod 644 -- "$root/$pkgconfig"
}

if [ $uninstall = yes ]; then
    remove
    echo "farjump is removed from $root"
else
    install_all
    echo "farjump $(cat VERSION) is installed in $root: $root/bin/farjump --help"
fi
