#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Makes the Debian package of what `make install` installs: deb.sh DIRECTORY, which gets farjump_VERSION_ARCHITECTURE.deb.
# Needs no root; the same files make the same package. Debian Policy Manual, chapters 5 and 12.
set -euo pipefail
umask 022
export LC_ALL=C
cd "$(dirname -- "$0")/../.."
. disk/package/files.sh

output=$1
version=$(cat VERSION)
architecture=$(dpkg --print-architecture)
package=$output/farjump_${version}_$architecture.deb
work=$output/deb
root=$work/root
documents=$root/usr/share/doc/farjump

refuse() { echo "make deb: $*" >&2; exit 1; }
[ "$(dpkg-parsechangelog -l disk/package/changelog -S Version)" = "$version" ] ||
    refuse "disk/package/changelog has no entry for $version, the version in the file VERSION"
SOURCE_DATE_EPOCH=$(dpkg-parsechangelog -l disk/package/changelog -S Timestamp)
export SOURCE_DATE_EPOCH

libraries() {    # the packages of the shared libraries that the program needs, in the form of a field of control
    mkdir -p "$work/debian"
    printf 'Source: farjump\n\nPackage: farjump\nArchitecture: any\n' > "$work/debian/control"
    (cd "$work" && dpkg-shlibdeps -O root/usr/bin/farjump) | sed -n 's/^shlibs:Depends=//p'
}

rm -rf "$work"
mkdir -p "$root/DEBIAN"
disk/package/install.sh /usr "$root" > /dev/null
strip --strip-unneeded --remove-section=.comment "$root/usr/bin/farjump"
cp disk/package/copyright "$documents/copyright"
cp disk/package/changelog "$documents/changelog"
cp CHANGELOG.md "$documents/CHANGELOG.md"
gzip -9n "$documents/changelog" "$documents/CHANGELOG.md" "$root"/usr/share/man/man*/*

size=$(du -sk --apparent-size "$root" | cut -f1)
sed -e "s|@VERSION@|$version|" -e "s|@ARCHITECTURE@|$architecture|" -e "s|@SIZE@|$size|" \
    -e "s|@LIBRARIES@|$(libraries)|" disk/package/control.in > "$root/DEBIAN/control"
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum) > "$root/DEBIAN/md5sums"
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group --build "$root" "$package" > /dev/null
echo "$package: $(stat -c %s "$package") bytes; apt-get install ./$(basename "$package") installs it"
