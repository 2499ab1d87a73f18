# lm-absent, cpu-old-insn: a 486
cpu=486
expect=processor_lacks_features
while=loading the kernel
