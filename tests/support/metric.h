// SPDX-License-Identifier: Apache-2.0
// Metrics of this process, as a scrape shows them.
#ifndef CG_TEST_METRIC_H
#define CG_TEST_METRIC_H

#include "cg/base.h"

/** Of a metric without labels. Ends the program where there is none of that name. */
uint64_t metric_value(const char *name);

#endif
