// SPDX-License-Identifier: Apache-2.0
// What the next version of a file costs to parse and extract, its tree being kept:
//
//   bench_edits ROUNDS FILE…
//
// In each version of a file another line comes in front of it. Prints CPU microseconds a version, and those of a bare parse.
#include <stdio.h>
#include <stdlib.h>

#include "cg/parse.h"

#define COPIES 16 /* of each file, that take turns, as files of a project do */

typedef struct totals {
    uint64_t versions, with_ns, bares, bare_ns;
} totals;

static cg_parser *parser;
static cg_unit unit;

static uint64_t version_ns(uint64_t place, cg_lang_id lang, cg_str text)
{
    cg_skip skip;
    const cg_parse_input input = {.content = text, .lang = lang, .place = place};
    uint64_t begin = cg_cpu_ns();
    if (cg_parse_unit(parser, &input, &unit, &skip, NULL) != CG_OK)
        exit(1);
    return cg_cpu_ns() - begin;
}

static uint64_t bare_ns(cg_lang_id lang, cg_str text)
{
    uint64_t begin = cg_cpu_ns();
    if (cg_parse_bare(parser, text, lang, NULL) != CG_OK)
        exit(1);
    return cg_cpu_ns() - begin;
}

static void edit(const char *path, uint64_t number, unsigned rounds, totals *t)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    CG_AUTO_VALUE(cg_buf) version = {0};
    if (cg_file_read(path, (size_t)4 << 20, &text, NULL) != CG_OK)
        exit(1);
    cg_lang_id lang = cg_lang_detect(cg_str_from(path), cg_buf_str(&text));
    const char *mark = lang == CG_LANG_PYTHON ? "#" : "//";
    for (unsigned round = 0; round < rounds; round++)
        for (uint64_t copy = 1; copy <= COPIES; copy++) {
            cg_buf_clear(&version);
            cg_buf_printf(&version, "%s %u\n", mark, round);
            cg_buf_add_str(&version, cg_buf_str(&text));
            uint64_t took = version_ns(number << 8 | copy, lang, cg_buf_str(&version));
            t->versions += round > 1; /* only then is there a tree */
            t->with_ns += round > 1 ? took : 0;
        }
    for (unsigned round = 0; round < rounds; round++, t->bares++)
        t->bare_ns += bare_ns(lang, cg_buf_str(&text));
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "bench_edits ROUNDS FILE…\n");
        return 2;
    }
    unsigned rounds = (unsigned)strtoul(argv[1], NULL, 10);
    cg_parse_limits limits = cg_parse_limits_default();
    cg_trees *trees = cg_trees_create((size_t)256 << 20);
    totals t = {0};
    parser = cg_parser_create(&limits, trees);
    for (int i = 2; i < argc; i++)
        edit(argv[i], (uint64_t)i, rounds, &t);
    printf("%.1f us a version, bare parse %.1f\n",
           (double)t.with_ns / 1e3 / (double)CG_MAX(t.versions, (uint64_t)1),
           (double)t.bare_ns / 1e3 / (double)CG_MAX(t.bares, (uint64_t)1));
    cg_unit_fini(&unit);
    cg_parser_destroy(parser);
    cg_trees_destroy(trees);
    return 0;
}
