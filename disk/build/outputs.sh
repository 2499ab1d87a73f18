# SPDX-License-Identifier: BSD-2-Clause
# Checks the outputs of a script. Scripts that source this file define refuse().

# An output must be a regular file or not exist yet, and must not be one of the inputs: compares device and inode, to
# detect links.
check_output() {    # OPTION OUTPUT [OPTION INPUT]…
    local option=$1 output=$2
    shift 2
    while [ $# -gt 0 ]; do
        [ -z "$2" ] || [ ! "$output" -ef "$2" ] || refuse "$option $output: is the same file as $1 $2, which is read"
        shift 2
    done
    [ ! -b "$output" ] || refuse "$option $output: is a device; make usb DISK=$output writes an image to a disk"
    [ ! -d "$output" ] || refuse "$option $output: is a directory"
    [ ! -e "$output" ] || [ -f "$output" ] ||
        refuse "$option $output: is a device, a pipe or a socket, not a regular file"
    [ -e "$output" ] || [ ! -L "$output" ] || refuse "$option $output: is a symbolic link that leads to no file"
}
