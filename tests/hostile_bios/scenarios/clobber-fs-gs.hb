# i13-reg-clobber: ES, FS and GS are junk after each call
int.clobber=fs,gs,es
expect=boots
