#!/bin/busybox sh
# SPDX-License-Identifier: BSD-2-Clause
# The first and only process of the Linux that writes volumes. Each disk's serial number names a directory in /volumes
# with what is to be written on it: options for mount, and steps. volumes_by_linux.py makes them, and waits for the
# words at the end.
/bin/busybox --install -s /bin
mount -t devtmpfs none /dev
mount -t sysfs none /sys
while read -r module; do
    insmod "/modules/$module"
done < /modules/in-order

# put TREE PIECE: copies all of /volumes/N/TREE.tar, in its order, since a name may be another one's short name. Then it
# writes the files of the top level anew, piece by piece in turn, so that each comes to lie in many places.
put() {
    rm -rf /tree
    mkdir /tree
    tar -x -f "$volume/$1.tar" -C /tree
    tar -x -f "$volume/$1.tar" -C /mnt
    cd /tree
    for file in * .[!.]* ..?*; do
        if [ -f "$file" ]; then
            : > "/mnt/$file"
        fi
    done
    piece=0
    more=yes
    while [ $more ]; do
        more=
        for file in * .[!.]* ..?*; do
            if [ -f "$file" ] && [ "$(stat -c %s "./$file")" -gt $((piece * $2)) ]; then
                dd if="./$file" of="/mnt/$file" bs="$2" skip=$piece seek=$piece count=1 conv=notrunc 2> /dev/null
                more=yes
            fi
        done
        piece=$((piece + 1))
    done
    cd /
}

for disk in /sys/block/vd*; do
    number=$(cat "$disk/serial")
    volume=/volumes/$number
    if mount -t vfat -o "$(cat "$volume/options")" "/dev/${disk##*/}" /mnt && (. "$volume/steps") && umount /mnt
    then
        echo "volume $number is written"
    fi
done
echo "Linux is done"
reboot -f
