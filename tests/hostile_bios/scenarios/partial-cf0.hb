# i13-count-limit, i13-dap-changed, i13-silent-corrupt: seven sectors are moved, and success is told
i13.maxcount=7:partial
smoke=1
expect=boots
