# i13-phantom: all drives from 81h to 8Fh answer like the first
i13.phantom=81-8F
avoided=i13.phantom
expect=boots
