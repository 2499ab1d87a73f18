# cache-c3, entry-cr-bits: caches are off, and alignment is checked
entry.cr0=CD,NW,AM
expect=boots
