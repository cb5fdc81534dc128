// SPDX-License-Identifier: Apache-2.0
// A text that is parsed where it differs from its last version has the unit that it has when it is parsed whole: random
// edits of the sources of folders, each step held against a parser without trees.
//
//   run_edits [-n STEPS] [-s SEED] FOLDER…     STEPS of each file; CG_LONG=1 makes ten times as many
#include <ftw.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "cg/parse.h"

#define BYTES_MAX 60000u
#define PIECE_MAX 80u

static struct {
    unsigned long steps, seed;
} opts = {20, 1};
static uint64_t random_state;
static cg_parser *whole, *by_parts;
static unsigned passed, failed;

static size_t below(size_t limit)
{
    random_state = random_state * 6364136223846793005ull + 1442695040888963407ull;
    return limit > 0 ? (size_t)((random_state >> 33) % limit) : 0;
}

/* ---- edits ---- */

static void splice(cg_buf *text, size_t start, size_t end, cg_str by)
{
    CG_AUTO_VALUE(cg_buf) made = {0};
    cg_buf_add(&made, text->ptr, start);
    cg_buf_add_str(&made, by);
    cg_buf_add(&made, text->ptr + end, text->len - end);
    cg_buf_clear(text);
    cg_buf_add_str(text, cg_buf_str(&made));
}

static size_t line_start(const cg_buf *text, size_t at)
{
    while (at > 0 && text->ptr[at - 1] != '\n')
        at--;
    return at;
}

static size_t line_end(const cg_buf *text, size_t at)
{
    while (at < text->len && text->ptr[at++] != '\n') {}
    return at;
}

/* A line goes, comes twice, or comes from elsewhere; a few bytes go, come from elsewhere, or are marks that open and close
 * what a grammar knows. */
static void edit(cg_buf *text)
{
    static const char *const marks[] = {"{",       "}",          "(",
                                        ")",       "\"",         "'",
                                        "`",       "/*",         "*/",
                                        "//",      "#",          "\n",
                                        ",",       "<",          ">",
                                        ";",       ":",          "    ",
                                        "=",       "\"\"\"",     "x",
                                        "é",       "[",          "]",
                                        "#if 1\n", "\n#endif\n", "#define A(x) int x(void);\n"};
    size_t at = below(text->len + 1), from = below(text->len + 1), length = below(PIECE_MAX);
    size_t line = line_start(text, at), next = line_end(text, line);
    size_t other = line_start(text, from), other_end = line_end(text, other);
    CG_AUTO_VALUE(cg_buf) piece = {0};
    switch (below(6)) {
    case 0: splice(text, line, next, CG_STR_NULL); break;
    case 1: cg_buf_add(&piece, text->ptr + line, next - line); break;
    case 2: cg_buf_add(&piece, text->ptr + other, other_end - other); break;
    case 3: splice(text, at, CG_MIN(text->len, at + length), CG_STR_NULL); return;
    case 4:
        cg_buf_add(&piece, text->ptr + from, CG_MIN(text->len - from, length));
        line = at;
        break;
    default: cg_buf_add_str(&piece, cg_str_from(marks[below(CG_ARRAY_LEN(marks))])); line = at;
    }
    if (text->len + piece.len < BYTES_MAX)
        splice(text, line, line, cg_buf_str(&piece));
}

/* ---- one file ---- */

static void encode(cg_parser *parser, cg_str text, cg_lang_id lang, uint64_t place, cg_buf *out)
{
    CG_AUTO_VALUE(cg_unit) unit = {0};
    cg_skip skip;
    cg_err err;
    const cg_parse_input input = {.content = text, .lang = lang, .place = place};
    cg_unit_init(&unit);
    if (cg_parse_unit(parser, &input, &unit, &skip, &err) != CG_OK) {
        fprintf(stderr, "run_edits: %s\n", err.text);
        exit(2);
    }
    cg_buf_clear(out);
    cg_unit_encode(&unit, out);
}

/* Half of the time the edit is taken back, so that most texts are without errors. */
static bool run_steps(cg_buf *text, cg_lang_id lang, uint64_t place, unsigned long steps)
{
    CG_AUTO_VALUE(cg_buf) before = {0}, want = {0}, have = {0};
    for (unsigned long step = 0; step < steps; step++) {
        cg_buf_clear(&before);
        cg_buf_add_str(&before, cg_buf_str(text));
        edit(text);
        for (unsigned back = 0; back < 2; back++) {
            encode(whole, cg_buf_str(text), lang, 0, &want);
            encode(by_parts, cg_buf_str(text), lang, place, &have);
            if (!cg_str_eq(cg_buf_str(&want), cg_buf_str(&have))) {
                printf("step %lu: parsed in part it differs:\n%.*s\n---- before:\n%.*s\n", step,
                       CG_STR_ARG(cg_buf_str(text)), CG_STR_ARG(cg_buf_str(&before)));
                return false;
            }
            if (below(8) == 0)
                break;
            cg_buf_clear(text);
            cg_buf_add_str(text, cg_buf_str(&before));
        }
    }
    return true;
}

static int run_file(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)ftw;
    CG_AUTO_VALUE(cg_buf) text = {0};
    if (kind != FTW_F || cg_file_read(path, BYTES_MAX, &text, NULL) != CG_OK)
        return 0;
    cg_lang_id lang = cg_lang_detect(cg_str_from(path), cg_buf_str(&text));
    if (lang == CG_LANG_NONE || lang == CG_LANG_MANIFEST)
        return 0;
    uint64_t place = cg_hash64(path, strlen(path), 0) | 1;
    random_state = place + opts.seed;
    bool ok = run_steps(&text, lang, place, opts.steps);
    if (!ok)
        printf("FAILED %s, seed %lu\n", path, opts.seed);
    *(ok ? &passed : &failed) += 1;
    return 0;
}

int main(int argc, char **argv)
{
    int option;
    while ((option = getopt(argc, argv, "n:s:")) != -1) {
        if (option == '?')
            return 2;
        *(option == 'n' ? &opts.steps : &opts.seed) = strtoul(optarg, NULL, 10);
    }
    if (getenv("CG_LONG") != NULL && getenv("CG_LONG")[0] != '\0')
        opts.steps *= 10;
    cg_parse_limits limits = cg_parse_limits_default();
    CG_AUTO(cg_trees) trees = cg_trees_create((size_t)64 << 20);
    whole = cg_parser_create(&limits, NULL);
    by_parts = cg_parser_create(&limits, trees);
    for (int i = optind; i < argc; i++)
        if (nftw(argv[i], run_file, 16, FTW_PHYS) != 0)
            failed++;
    cg_parser_destroy(whole);
    cg_parser_destroy(by_parts);
    printf("%u passed, %u failed\n", passed, failed);
    return failed > 0 || passed == 0;
}
