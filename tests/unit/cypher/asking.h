// SPDX-License-Identifier: Apache-2.0
// Queries over a small graph, and what is expected of them.
#ifndef CG_TEST_CYPHER_ASKING_H
#define CG_TEST_CYPHER_ASKING_H

#include "cg/cypher.h"

typedef struct result {
    cg_code rc;
    cg_err err;
    cg_cypher_problem problem;
    cg_buf rows; /* "a, b; c, d" */
    cg_buf plan; /* "Filter, LabelScan, Argument" */
    size_t memory;
} result;
void result_fini(result *r);

/** Over twenty nodes "n0", "n1", … whose `i` is their number: each has NEXT to the one behind it and BACK to n0. All are Node,
 *  every other one Even. The parameter `name` is "n3". `memory`: bytes, 0: as many as usual; `ns`: time that it may take. */
result ask_with(const char *text, size_t memory, uint64_t ns);
result ask(const char *text);

void expect_text(const cg_buf *found, const char *wanted);
void expect_rows(const char *text, const char *rows);
void expect_plan(const char *text, const char *plan);
void expect_problem(const char *text, const char *detail, uint32_t line, uint32_t column);

#endif
