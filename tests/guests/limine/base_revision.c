// SPDX-License-Identifier: BSD-2-Clause
/* The Limine Boot Protocol, "Base revisions". */
#include "tests/guests/limine/checks.h"
#include "tests/guests/limine/page_walk.h"
#include "tests/guests/limine/report.h"
#include "tests/guests/limine/requests.h"

void check_base_revision(void)
{
    views.revision = 0;
    if (base_revision) {
        CHECK(base_revision[1] != LP_TAG_1, "base revision: second word says which one was used");
        views.revision = base_revision[1];
        if (choices.revision <= NEWEST_REVISION) {
            CHECK_IS(base_revision[2], 0, "base revision: third word 0, it is supported");
            CHECK_IS(views.revision, choices.revision, "base revision: loaded with the one asked for");
        } else {
            CHECK_IS(base_revision[2], choices.revision, "base revision: third word left alone, it is not supported");
            CHECK(views.revision >= 3 && views.revision < UNKNOWN_REVISION, "base revision: the one used is 3 or more");
        }
        CHECK_IS(base_revision[0], LP_TAG_0, "base revision: first word left alone");
    }
    info("base revision", views.revision);
}
