# text-clobber: INT 10h destroys BP
int.only=10
int.clobber=bp
expect=boots
