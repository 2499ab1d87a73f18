# entry-dl-wrong: DL names a hard disk that is not there
entry.dl=90
lint=V10
expect=boots
