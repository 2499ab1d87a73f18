# e820-first-page: the first page is not usable
e820.table=page_0_reserved
expect=boots
