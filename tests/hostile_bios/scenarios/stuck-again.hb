# i13-stuck: and so again after each fourth read
i13.fail_each=4:20
i13.stuck=AA
expect=boots
