# i13-41-no-answer: AH=41h leaves everything as it was: it is not asked
i13.edd=ignored
avoided=i13.edd
expect=boots
