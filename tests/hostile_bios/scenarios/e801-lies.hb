# e801-wrong: E801h counts nearly 4 GiB
mem.e801=lies
avoided=mem.e801
expect=boots
