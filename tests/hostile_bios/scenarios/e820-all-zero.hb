# e820-none: E820h gives nothing but zeros
e820.table=zeros
says=from INT 15h E801h
expect=boots
