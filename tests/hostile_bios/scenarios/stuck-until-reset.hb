# i13-stuck, csm-port-order: after one error all reads fail until the drive is reset
i13.fail_first=1:20
i13.stuck=20
smoke=1
expect=boots
