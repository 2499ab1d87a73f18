# i13-phantom, entry-dl-wrong: the same when DL is wrong: the first that answers is the disk
i13.phantom=81-8F
entry.dl=00
avoided=i13.phantom
expect=boots
