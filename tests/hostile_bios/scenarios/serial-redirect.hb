# text-fast: a character on the screen takes 2 ms
text.redirect=2
expect=boots
