// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parsed.h"
#include "unit_check.h"

cg_unit parsed;

int parsed_begin(void **state)
{
    (void)state;
    cg_unit_init(&parsed);
    return 0;
}

int parsed_end(void **state)
{
    (void)state;
    cg_unit_fini(&parsed);
    return 0;
}

void parse_input(cg_parser *parser, const cg_parse_input *input, cg_skip want)
{
    cg_skip skip = CG_SKIP_SPECIAL;
    cg_err err = {0};
    assert_int_equal(cg_parse_unit(parser, input, &parsed, &skip, &err), CG_OK);
    assert_int_equal(skip, want);
    unit_check_facts(&parsed);
}

void parse_within(const cg_parse_limits *limits, cg_lang_id lang, cg_str text, cg_skip want)
{
    CG_AUTO(cg_parser) parser = cg_parser_create(limits, NULL);
    parse_input(parser, &(cg_parse_input){.content = text, .lang = lang}, want);
}

const cg_def *def_named(const char *name)
{
    for (size_t d = 1; d < parsed.defs.len; d++)
        if (cg_str_eq(cg_unit_str(&parsed, parsed.defs.ptr[d].name), cg_str_from(name)))
            return &parsed.defs.ptr[d];
    return NULL;
}

void assert_text(cg_text text, const char *want)
{
    cg_str have = cg_unit_str(&parsed, text);
    assert_int_equal(have.len, strlen(want));
    assert_memory_equal(have.ptr, want, have.len);
}
