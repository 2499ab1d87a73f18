# vbe-set-fails: setting a mode never returns
vbe.set=hang
image=screen=native
says=stage2: describing the machine +ok .*; setting the mode, entering the kernel at [0-9A-F]+h
expect=hangs
