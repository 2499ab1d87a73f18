// SPDX-License-Identifier: BSD-2-Clause
/* The Limine Boot Protocol, "MP (multiprocessor) Feature". The word `smp=N` says how many processors there are. */
#include "tests/guests/limine/acpi.h"
#include "tests/guests/limine/checks.h"
#include "tests/guests/limine/machine.h"
#include "tests/guests/limine/page_walk.h"
#include "tests/guests/limine/report.h"
#include "tests/guests/limine/requests.h"
#include "tests/guests/limine/runtime.h"

enum { X2APIC_ON = 1 << 10, BOOT_PROCESSOR = 1 << 8, MOST_PROCESSORS = 64 };
#define PATIENCE 10000000000ull /* ticks */

void probe_ap_entry(struct mp_info* processor); /* entry.asm */
void probe_ap(struct mp_info* processor, struct state* state);

static struct state states[MOST_PROCESSORS];
static struct mp_info* volatile structures[MOST_PROCESSORS]; /* that the processors were given */
static u64 volatile good_stacks;

/* Whether all of this processor's stack keeps what is written to it. */
static int stack_is_good(struct state const* state)
{
    u64 const index = (u64)(state - states);
    for (u64 below = PAGE; below + PAGE <= choices.stack_size; below += PAGE)
        *(u64 volatile*)(state->rsp - below) = below ^ index;
    for (u64 below = PAGE; below + PAGE <= choices.stack_size; below += PAGE)
        if (*(u64 volatile*)(state->rsp - below) != (below ^ index))
            return 0;
    return 1;
}

void probe_ap(struct mp_info* processor, struct state* state)
{
    read_model_specific(state);
    structures[state - states] = processor;
    if (stack_is_good(state))
        __atomic_fetch_add(&good_stacks, 1, __ATOMIC_SEQ_CST);
    __atomic_store_n(&state->done, 1, __ATOMIC_SEQ_CST);
    for (;;)
        __asm__ volatile("cli; hlt");
}

/* As the specification says: the argument first, then the address with release semantics. */
static int wake(struct mp_info* processor, struct state* state)
{
    processor->extra_argument = (u64)state;
    __atomic_store_n(&processor->goto_address, probe_ap_entry, __ATOMIC_RELEASE);
    u64 const begin = rdtsc();
    while (!__atomic_load_n(&state->done, __ATOMIC_ACQUIRE) && rdtsc() - begin < PATIENCE)
        __asm__ volatile("pause");
    CHECK(state->done, "MP: a processor comes when it is called");
    return !!state->done;
}

static int is_enabled(u8 const* entry, int x2apic)
{
    return (entry[0] == MADT_LOCAL_APIC && entry[4] & 1) ||
           (entry[0] == MADT_LOCAL_X2APIC && x2apic && get32(entry + 8) & 1);
}

static int is_of(u8 const* entry, struct mp_info const* processor)
{
    if (entry[0] == MADT_LOCAL_APIC)
        return entry[3] == processor->lapic_id && entry[2] == processor->processor_id;
    return entry[0] == MADT_LOCAL_X2APIC && get32(entry + 4) == processor->lapic_id &&
           get32(entry + 12) == processor->processor_id;
}

static void check_ids(struct mp_info const* processor)
{
    int known = !madt;
    for (u8 const* entry = next_madt_entry(0); entry; entry = next_madt_entry(entry))
        known |= is_of(entry, processor);
    CHECK(known, "MP: ids are those of the MADT");
}

static void check_as_boot_processor(struct state const* s)
{
    u64 const other_base = s->apic_base & ~(u64)BOOT_PROCESSOR;
    check_registers(s);
    check_local_apic(s);
    CHECK_IS(s->cr0, boot_state.cr0, "AP: CR0 as the boot processor's");
    CHECK_IS(s->cr3, boot_state.cr3, "AP: CR3 as the boot processor's");
    CHECK_IS(s->cr4, boot_state.cr4, "AP: CR4 as the boot processor's");
    CHECK_IS(s->efer, boot_state.efer, "AP: EFER as the boot processor's");
    CHECK_IS(s->pat, boot_state.pat, "AP: PAT as the boot processor's");
    CHECK_IS(other_base, boot_state.apic_base & ~(u64)BOOT_PROCESSOR, "AP: IA32_APIC_BASE as the boot processor's");
    CHECK(s->mtrr_default == boot_state.mtrr_default && s->mtrr_sum == boot_state.mtrr_sum,
          "AP: MTRRs as the boot processor's");
}

static u64 distance(u64 a, u64 b)
{
    return a > b ? a - b : b - a;
}

static void check_stack(struct state const* s)
{
    theirs((void*)(s->rsp - choices.stack_size + 16), choices.stack_size - 8, "AP: stack in reclaimable memory");
    CHECK(distance(s->rsp, boot_state.rsp) >= choices.stack_size, "AP: stacks do not overlap");
    for (struct state const* other = states; other != s; ++other)
        CHECK(!other->done || distance(s->rsp, other->rsp) >= choices.stack_size, "AP: stacks do not overlap");
}

static void check_started(struct state const* s, struct mp_info const* processor)
{
    CHECK_IS(s->rdi, processor, "AP: RDI is its structure");
    CHECK_IS(structures[s - states], processor, "AP: its structure, again");
    CHECK_IS(s->apic_id, processor->lapic_id, "AP: the id that it reads itself");
    check_as_boot_processor(s);
    check_stack(s);
}

static void check_response(struct response_mp const* response)
{
    int const x2apic = !!(boot_state.apic_base & X2APIC_ON);
    info("processors", response->cpu_count);
    info("MP flags", response->flags);
    CHECK_IS(!!(response->flags & MP_X2APIC), x2apic, "MP: the flag says whether x2APIC is on");
    if (!choices.x2apic)
        CHECK_IS(x2apic, 0, "MP: x2APIC is off when nobody asks for it");
    else if (cpuid(1).ecx & 1 << 21)
        CHECK_IS(x2apic, 1, "MP: x2APIC is on, as asked for");
    CHECK_IS(response->bsp_lapic_id, boot_state.apic_id, "MP: the boot processor's id");
    if (option("smp="))
        CHECK_IS(response->cpu_count, number(option("smp=")), "MP: as many as the machine has");
    u64 enabled = 0;
    for (u8 const* entry = next_madt_entry(0); entry; entry = next_madt_entry(entry))
        enabled += (u64)is_enabled(entry, x2apic);
    if (madt)
        CHECK_IS(response->cpu_count, enabled, "MP: as many as the MADT has enabled");
}

void check_processors(void)
{
    struct response_mp const* const response =
        answered(asked.processors, sizeof *response, "MP", madt ? REQUIRED : OPTIONAL);
    if (!response)
        return;
    check_response(response);
    u64 const count = response->cpu_count;
    CHECK(count >= 1 && count <= MOST_PROCESSORS, "MP: number of processors");
    if (!count || count > MOST_PROCESSORS || !theirs(response->cpus, 8 * count, "MP: the list"))
        return;
    u64 boot_processors = 0, others = 0;
    for (u64 i = 0; i < count; ++i) {
        struct mp_info* const processor = response->cpus[i];
        if (!theirs(processor, sizeof *processor, "MP: a structure"))
            return;
        CHECK(processor->goto_address == 0, "MP: goto_address is null at first");
        for (u64 k = 0; k < i; ++k)
            CHECK(response->cpus[k]->lapic_id != processor->lapic_id, "MP: no id twice");
        check_ids(processor);
        if (processor->lapic_id == response->bsp_lapic_id) {
            ++boot_processors;
        } else if (wake(processor, &states[i])) {
            ++others;
            check_started(&states[i], processor);
        }
    }
    CHECK_IS(boot_processors, 1, "MP: the boot processor is in the list once");
    CHECK_IS(good_stacks, others, "AP: whole stacks can be written to");
    info("processors that came", others);
}
