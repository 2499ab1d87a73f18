#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Downloads the Debian packages whose kernels the tests boot, and unpacks them below a directory, one folder for each
# name of the list. Nothing is installed: apt only downloads. What is there already stays.
#
#   fetch.sh small|full DIRECTORY
#
# "small" is 4 MB, "full" 213 MB more. Debian's cloud kernel 6.1 is not among them: tests/volumes/fetch-linux.sh has it.
set -eu

fail() { echo "fetch.sh: $*" >&2; exit 1; }

# name, and an extended regular expression that matches whole names of packages; the newest of them is taken
small="
memtest     memtest86\+
ipxe        ipxe
gnumach     gnumach-image-1\.8-486
invaders    grub-invaders
multiboot   multiboot
xen         xen-hypervisor-4\.[0-9]+-amd64
"
full="
linux-6.12  linux-image-6\.12\.[0-9]+\+deb12-cloud-amd64
linux-full  linux-image-6\.1\.0-[0-9]+-amd64
linux-686   debian-installer-12-netboot-i386
tboot       tboot
grub-rescue grub-rescue-pc
"
case ${1:-} in
    small) list=$small ;;
    full) list=$small$full ;;
    *) fail "the first word is small or full" ;;
esac
[ -n "${2:-}" ] || fail "the second word is a directory"

fetch() {   # NAME PATTERN
    [ ! -d "$1" ] || return 0
    package=$(echo "$names" | grep -Ex "$2" | sort -V | tail -n 1)
    [ -n "$package" ] || fail "apt's lists have no package $2: run 'apt-get update' as root, then this again"
    echo "downloading Debian package $package"
    rm -rf "$1.part"
    mkdir "$1.part"
    (
        cd "$1.part"
        apt-get download -q -q "$package:amd64" ||
            fail "apt's lists may be old: run 'apt-get update' as root, then this again"
        dpkg-deb -x ./*.deb .
        rm ./*.deb
    )
    mv "$1.part" "$1"
}

mkdir -p "$2"
cd "$2"
names=$(apt-cache pkgnames)
echo "$list" | while read -r name pattern; do
    [ -z "$name" ] || fetch "$name" "$pattern"
done
