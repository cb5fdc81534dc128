// SPDX-License-Identifier: Apache-2.0
// What the tests of parse ask of one text after the other.
#ifndef CG_TEST_PARSED_H
#define CG_TEST_PARSED_H

#include "cg/parse.h"

extern cg_unit parsed; /* of the last text */
/** Around a group of tests. */
int parsed_begin(void **state);
int parsed_end(void **state);

/** Parses into `parsed` and checks its facts; `want` is how it is to be skipped. */
void parse_input(cg_parser *parser, const cg_parse_input *input, cg_skip want);
/** The same by a parser of its own. `limits` NULL: the default ones. */
void parse_within(const cg_parse_limits *limits, cg_lang_id lang, cg_str text, cg_skip want);

const cg_def *def_named(const char *name); /* NULL: there is none */
void assert_text(cg_text text, const char *want);

#endif
