# entry-dl-wrong: DL is FFh
entry.dl=FF
lint=V10
expect=boots
