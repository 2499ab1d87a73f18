# i13-41-crash: a call for any other drive never returns
i13.others=hang
avoided=i13.others
expect=boots
