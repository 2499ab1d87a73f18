# i13-reg-clobber, i13-if-df, pm-gdt-lost, entry-stack-depth: all that can be lost is lost at each call
int.clobber=all
int.ret_if=00
int.ret_df=1
int.ret_ac=1
int.gdtr=1
int.eatstack=1024
i13.dap_after=poison
expect=boots
