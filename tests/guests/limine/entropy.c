// SPDX-License-Identifier: BSD-2-Clause
/* The Limine Boot Protocol, "Entropy Feature". */
#include "tests/guests/limine/checks.h"
#include "tests/guests/limine/page_walk.h"
#include "tests/guests/limine/report.h"
#include "tests/guests/limine/requests.h"

void check_entropy(void)
{
    struct response_entropy const* const response = answered(asked.entropy, sizeof *response, "entropy", OPTIONAL);
    if (!response)
        return;
    CHECK_IS(response->value_count, choices.random_values, "entropy: as many as asked for");
    if (!theirs(response->values, 8 * response->value_count, "entropy: the values"))
        return;
    for (u64 i = 0; i < response->value_count; ++i)
        for (u64 k = 0; k < i; ++k)
            CHECK(response->values[i] != response->values[k], "entropy: no value twice");
}
