// SPDX-License-Identifier: Apache-2.0
// Fuzzes extraction: the first byte picks the language (its code - 1), the rest is source. Whatever
// it is, the unit is well-formed, survives being stored, and comes out the same from a used parser, and as
// the next version of its own beginning. Its macros are then a prelude that it is read with again.
#include "cg/link.h"
#include "cg/parse.h"
#include "unit_check.h"

#define SOURCE_BYTES_MAX (256u << 10)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static cg_parser *parser;
static cg_unit unit, again;
static cg_buf stored, stored_again, prelude;
static cg_lang_id langs[CG_LANG_LIMIT];
static size_t langs_count;

static void check(bool ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "fuzz_extract: %s\n", what);
        abort();
    }
}

static int by_code(const void *a, const void *b)
{
    return *(const cg_lang_id *)a < *(const cg_lang_id *)b ? -1 : 1;
}

static void begin(void)
{
    /* No clock: what is left out must depend on the input alone. */
    cg_parse_limits limits = cg_parse_limits_default();
    limits.timeout_ns = 0;
    limits.nesting_max = 200;
    limits.facts_max = 20000;
    parser = cg_parser_create(&limits, cg_trees_create((size_t)64 << 20));
    cg_unit_init(&unit);
    cg_unit_init(&again);
    langs_count = cg_lang_list(langs, CG_LANG_LIMIT);
    check(langs_count > 0, "no language in this build");
    /* A new language comes last, so the seeds keep theirs. */
    qsort(langs, langs_count, sizeof *langs, by_code);
}

/* As another file that defines none of them would be. */
static void read_with_own_macros(cg_str source, cg_lang_id lang)
{
    size_t first, count = cg_unit_hints(&unit, CG_HINT_MACRO, 0, &first);
    cg_skip skip;
    cg_err err = {0};
    cg_buf_clear(&prelude);
    for (size_t i = first; i < first + count; i++) {
        cg_buf_add_str(&prelude, cg_unit_str(&unit, unit.hints.ptr[i].name));
        cg_buf_add_char(&prelude, '\n');
    }
    (void)cg_parse_is_useful(&unit, cg_buf_str(&prelude));
    count = cg_unit_hints(&unit, CG_HINT_GIVEN, 0, &first);
    for (size_t i = first; i < first + count; i++) { /* and as what it includes is */
        cg_str given = cg_unit_str(&unit, unit.hints.ptr[i].name), path;
        (void)cg_str_split(&given, '\n', &path);
        cg_buf_add_str(&prelude, CG_STR("\f\n"));
        cg_buf_add_str(&prelude, given);
        cg_buf_add_char(&prelude, '\n');
    }
    /* From the middle on, its macros are mostly unknown there. */
    cg_str half = cg_str_slice(source, source.len / 2, source.len);
    check(cg_parse_unit(
              parser,
              &(cg_parse_input){.content = half, .lang = lang, .prelude = cg_buf_str(&prelude)},
              &again, &skip, &err) == CG_OK,
          err.text);
    (void)cg_unit_same_outline(&unit, &again);
    cg_unit_take_wanted(&again, &unit);
    unit_check(&again);
    cg_unit_outline(&again, &unit);
    cg_buf_clear(&stored_again);
    cg_unit_encode(&unit, &stored_again);
    check(cg_unit_decode(cg_buf_str(&stored_again), true, &unit, &err) == CG_OK, err.text);
    check(cg_unit_same_outline(&unit, &again), "an outline is not that of its unit");
}

static void parse(cg_str source, cg_lang_id lang, uint64_t place, cg_unit *out)
{
    const cg_parse_input input = {.content = source, .lang = lang, .place = place};
    cg_skip skip;
    cg_err err = {0};
    check(cg_parse_unit(parser, &input, out, &skip, &err) == CG_OK, err.text);
}

static void check_again(const char *what)
{
    cg_buf_clear(&stored_again);
    cg_unit_encode(&again, &stored_again);
    check(cg_str_eq(cg_buf_str(&stored), cg_buf_str(&stored_again)), what);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cg_err err = {0};
    if (parser == NULL)
        begin();
    if (size == 0 || size > SOURCE_BYTES_MAX)
        return 0;
    cg_lang_id lang = langs[data[0] % langs_count];
    cg_str source = cg_str_make((const char *)data + 1, size - 1);
    (void)cg_lang_detect(CG_STR("a.h"), source);
    (void)cg_lang_detect(CG_STR("tool"), source);

    parse(source, lang, 0, &unit);
    unit_check(&unit);
    cg_buf_clear(&stored);
    cg_unit_encode(&unit, &stored);
    check(stored.error == CG_OK, "encoding failed");
    check(cg_unit_decode(cg_buf_str(&stored), true, &again, &err) == CG_OK, err.text);
    check_again("decoding changed the unit");

    parse(source, lang, 0, &again);
    check_again("a second parse differs");
    parse(cg_str_slice(source, 0, source.len - source.len / 4), lang, 1, &again);
    parse(source, lang, 1, &again);
    check_again("the next version of its beginning differs");
    read_with_own_macros(source, lang);
    return 0;
}
