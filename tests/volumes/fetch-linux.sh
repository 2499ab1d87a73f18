#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Fetches Debian's smallest kernel, and a shell for it, into a directory. Nothing is installed: apt only downloads.
set -eu

mkdir -p "$1"
cd "$1"
kernel=$(apt-cache depends --important linux-image-cloud-amd64 | sed -n 's/^ *Depends: //p' | head -n 1)
echo "downloading Debian packages: $kernel busybox-static"
apt-get download -q "$kernel:amd64" busybox-static:amd64 || {
    echo "apt's lists may be old: run 'apt-get update' as root, then this again" >&2
    exit 1
}
for package in *.deb; do
    dpkg-deb -x "$package" .
done
rm ./*.deb
ln -f boot/vmlinuz-* vmlinuz
