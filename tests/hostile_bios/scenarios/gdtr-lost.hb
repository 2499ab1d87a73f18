# pm-gdt-lost: each call leaves a GDTR of its own
int.gdtr=1
expect=boots
