; SPDX-License-Identifier: BSD-2-Clause
; The reporter of faults in the kernel: 64-bit code built from longmode/fault_report/, as data in stage 2.

        global fault_report_code
        global fault_report_code_size

        section .rodata
fault_report_code:
        incbin "fault_report.bin"
        align 4
fault_report_code_size: dd fault_report_code_size - fault_report_code
