# e820-smap-lost: EAX is not SMAP at the third entry
e820.smap_lost_at=3
says=from INT 15h E801h
expect=boots
