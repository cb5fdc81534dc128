// SPDX-License-Identifier: Apache-2.0
// Search by patterns: it finds what a plain scan finds, shows where, and stays within its limits.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cg/search_regex.h"
#include "corpus.h"
#include "random_pattern.h"
#include "regex/matcher.h"

#define FILES 24

static void must(cg_code rc, const cg_err *err)
{
    if (rc != CG_OK)
        fail_msg("%s (%s:%d)", err->text, err->file, err->line);
}

static const corpus_file samples[] = {
    {"src/server.go",
     CG_LANG_GO,
     "package main\n\nfunc Serve(port int) error {\n\treturn listen(port, 8080)\n}\n\n"
     "type Server struct {\n\tport int\n}\n\nfunc (s *Server) Stop() { stop(s.port); stop(8080) }\n",
     {{CG_NODE_FUNCTION, "Serve", "func Serve", "\n}", "{\n\treturn", 0, NULL, 0},
      {CG_NODE_STRUCT, "Server", "type Server", "\n}", "{\n\tport", 0, NULL, 0},
      {CG_NODE_FIELD, "port", "port int\n}", "int\n", NULL, 2, NULL, 0},
      {CG_NODE_METHOD, "Stop", "func (s", "}", "{ stop", 0, NULL, 0}}},
    {"web/app.ts",
     CG_LANG_TYPESCRIPT,
     "// é port 8080\nexport const port = 8080;\n",
     {{CG_NODE_CONSTANT, "port", "port = 8080", ";", NULL, 0, NULL, 0}}},
    {"web/empty.ts", CG_LANG_TYPESCRIPT, "", {{0}}},
};

/* All hits as "path:name*count@line …". */
static const char *found(const cg_snapshot *snap, const char *text, const cg_query_filter *filter)
{
    static char out[4096];
    cg_err err = {0};
    cg_regex_limits limits = cg_regex_limits_default();
    cg_query query = {.text = cg_str_from(text)};
    CG_AUTO(cg_regex_search) r = NULL;
    CG_AUTO_VALUE(cg_buf) list = {0};
    if (filter != NULL)
        query.filter = *filter;
    must(cg_regex_open(snap, &query, &limits, (cg_regex_position){0}, &r, &err), &err);
    for (;;) {
        cg_regex_did did;
        cg_regex_hit hit;
        must(cg_regex_next(r, UINT64_MAX, &did, &hit, &err), &err);
        if (did == CG_REGEX_END)
            break;
        const cg_file *file = cg_snapshot_file(snap, hit.file);
        CG_AUTO(cg_unit_pin) pin = NULL;
        must(cg_store_unit(cg_snapshot_store(snap), cg_file_unit(file), false, &pin, &err), &err);
        const cg_unit *unit = cg_unit_pin_unit(pin);
        cg_str name = cg_unit_str(unit, unit->defs.ptr[hit.def].name);
        cg_buf_printf(&list, "%s%.*s:%.*s*%" PRIu64 "@%u", list.len > 0 ? " " : "",
                      CG_STR_ARG(file->path), CG_STR_ARG(name), hit.count, hit.lines[0].line);
    }
    cg_buf_add_char(&list, '\0');
    assert_true(list.len <= sizeof out);
    memcpy(out, list.ptr, list.len);
    return out;
}

static cg_snapshot *open_samples(corpus *c)
{
    corpus_open(c, true);
    corpus_commit(c, samples, CG_ARRAY_LEN(samples), NULL);
    return cg_snapshot_take(c->project);
}

static void test_hits_are_the_innermost_definitions_that_pass(void **state)
{
    (void)state;
    corpus c;
    cg_snapshot *snap = open_samples(&c);
    assert_string_equal(found(snap, "8080", NULL),
                        "src/server.go:Serve*1@3 src/server.go:Stop*1@10 web/app.ts:*1@0 "
                        "web/app.ts:port*1@1");
    assert_string_equal(found(snap, "port int", NULL),
                        "src/server.go:Serve*1@2 src/server.go:port*1@7");
    assert_string_equal(found(snap, "kind:struct port", NULL), "src/server.go:Server*1@7");
    assert_string_equal(found(snap, "8080 kind:file", NULL), "src/server.go:*2@3 web/app.ts:*2@0");
    assert_string_equal(found(snap, "lang:go name:s* (?i)STOP", NULL), "src/server.go:Stop*3@10");
    assert_string_equal(found(snap, "8080 -path:src -kind:file", NULL), "web/app.ts:port*1@1");
    assert_string_equal(found(snap, "8080 repo:other*", NULL), "");
    assert_string_equal(found(snap, "8080 kind:constant repo:te*", NULL), "web/app.ts:port*1@1");
    const cg_query_filter filter = {.path = CG_STR("web/**"), .kinds = UINT64_C(1) << CG_NODE_FILE};
    assert_string_equal(found(snap, "8080", &filter), "web/app.ts:*2@0");
    assert_string_equal(found(snap, "nothing like it", NULL), "");
    assert_string_equal(found(snap, "Q*", NULL), ""); /* of no characters */
    assert_string_equal(found(snap, "\\}\\s+type", NULL), "src/server.go:Serve*1@4");
    cg_snapshot_release(snap);
    corpus_close(&c);
}

static void test_lines_and_ranges(void **state)
{
    (void)state;
    corpus c;
    cg_err err = {0};
    cg_snapshot *snap = open_samples(&c);
    cg_regex_limits limits = cg_regex_limits_default();
    cg_query query = {.text = CG_STR("kind:file lang:typescript port|8080")};
    CG_AUTO(cg_regex_search) r = NULL;
    cg_regex_did did;
    cg_regex_hit hit;
    must(cg_regex_open(snap, &query, &limits, (cg_regex_position){0}, &r, &err), &err);
    must(cg_regex_next(r, UINT64_MAX, &did, &hit, &err), &err);
    assert_int_equal(did, CG_REGEX_HIT);
    assert_int_equal(hit.count, 5); /* one in "export" */
    assert_int_equal(hit.lines_count, 2);
    assert_true(cg_str_eq(hit.lines[0].text, CG_STR("// é port 8080")));
    assert_int_equal(hit.lines[0].ranges_count, 2);
    assert_int_equal(hit.lines[0].ranges[0].start, 5); /* characters, not bytes */
    assert_int_equal(hit.lines[0].ranges[0].end, 9);
    assert_int_equal(hit.lines[0].ranges[1].start, 10);
    assert_int_equal(hit.lines[1].line, 1);
    assert_int_equal(cg_regex_covered(r)->files, 2);
    cg_snapshot_release(snap);
    cg_regex_close(r);
    r = NULL;
    corpus_close(&c);
}

static void expect_fault(const cg_snapshot *snap, const char *text, cg_code code, const char *says)
{
    cg_err err = {0};
    cg_regex_limits limits = cg_regex_limits_default();
    cg_query query = {.text = cg_str_from(text)};
    cg_regex_search *r = NULL;
    assert_int_equal(cg_regex_open(snap, &query, &limits, (cg_regex_position){0}, &r, &err), code);
    if (strstr(err.text, says) == NULL)
        fail_msg("%s: %s", text, err.text);
}

static void test_faults_say_where(void **state)
{
    (void)state;
    corpus c;
    cg_snapshot *snap = open_samples(&c);
    expect_fault(snap, "ab(c", CG_E_INVALID, "character 5 of the pattern: missing closing paren");
    expect_fault(snap, "é[z-a]", CG_E_INVALID, "character 5 of the pattern: range out of order");
    expect_fault(snap, "lang:go *a", CG_E_INVALID, "character 1 of the pattern: quantifier");
    expect_fault(snap, "a\\C", CG_E_INVALID, "\\C is disabled");
    expect_fault(snap, "lang:go", CG_E_INVALID, "no pattern");
    expect_fault(snap, "kind:thing x", CG_E_INVALID, "character 6 of the query");
    expect_fault(snap, "((a{100}){100}){100}", CG_E_INVALID, "too large");
    cg_snapshot_release(snap);
    corpus_close(&c);
}

static void test_without_sources_there_is_nothing_to_search(void **state)
{
    (void)state;
    corpus c;
    corpus_open(&c, false);
    corpus_commit(&c, samples, CG_ARRAY_LEN(samples), NULL);
    cg_snapshot *snap = cg_snapshot_take(c.project);
    expect_fault(snap, "8080", CG_E_UNPROCESSABLE, "storage.keep_sources");
    cg_snapshot_release(snap);
    corpus_close(&c);
}

/* ---- against a plain scan ---- */

typedef struct random_tree {
    corpus c;
    char *paths[FILES], *texts[FILES];
    cg_snapshot *snap;
} random_tree;

static void make_tree(random_tree *t, random_source *r)
{
    corpus_open(&t->c, true);
    for (unsigned i = 0; i < FILES; i++) {
        CG_AUTO_VALUE(cg_buf) text = {0};
        CG_AUTO_VALUE(cg_buf) path = {0};
        random_text_add(r, random_below(r, 200), &text);
        cg_buf_printf(&path, "d%u/f%02u.c", i % 3, i);
        t->texts[i] = cg_strdup(cg_buf_str(&text));
        t->paths[i] = cg_strdup(cg_buf_str(&path));
        const corpus_file file = {.path = t->paths[i], .lang = CG_LANG_C, .source = t->texts[i]};
        corpus_commit(&t->c, &file, 1, NULL);
    }
    t->snap = cg_snapshot_take(t->c.project);
}

static void free_tree(random_tree *t)
{
    cg_snapshot_release(t->snap);
    corpus_close(&t->c);
    for (unsigned i = 0; i < FILES; i++) {
        cg_free(t->texts[i]);
        cg_free(t->paths[i]);
    }
}

/* Searches in pieces, each going on where the one before was. */
static void search_in_pieces(const random_tree *t, cg_str pattern, random_source *random,
                             uint64_t counts[FILES], uint32_t firsts[FILES])
{
    cg_err err = {0};
    cg_regex_limits limits = cg_regex_limits_default();
    cg_query query = {.text = pattern};
    cg_regex_position at = {0};
    cg_str last = CG_STR("");
    for (cg_regex_did did = CG_REGEX_HIT; did != CG_REGEX_END;) {
        cg_regex_search *r = NULL;
        must(cg_regex_open(t->snap, &query, &limits, at, &r, &err), &err);
        for (unsigned n = 1 + random_below(random, 4); n > 0 && did != CG_REGEX_END; n--) {
            cg_regex_hit hit;
            must(cg_regex_next(r, random_below(random, 2) == 0 ? 0 : UINT64_MAX, &did, &hit, &err),
                 &err);
            if (did != CG_REGEX_HIT)
                continue;
            counts[hit.file] += hit.count;
            firsts[hit.file] = hit.first_byte;
            cg_str path = cg_snapshot_file(t->snap, hit.file)->path;
            assert_true(cg_str_cmp(last, path) < 0);
            last = path;
        }
        at = cg_regex_at(r);
        assert_int_equal(cg_regex_covered(r)->gaps_count, 0);
        cg_regex_close(r);
    }
}

static void test_it_finds_what_a_plain_scan_finds(void **state)
{
    (void)state;
    random_source r = {getenv("CG_SEED") != NULL ? strtoull(getenv("CG_SEED"), NULL, 10) : 1};
    unsigned rounds = getenv("CG_LONG") != NULL && *getenv("CG_LONG") ? 5000 : 400, with = 0;
    random_tree t;
    make_tree(&t, &r);
    for (unsigned i = 0; i < rounds; i++) {
        CG_AUTO_VALUE(cg_buf) pattern = {0};
        uint64_t counts[FILES] = {0};
        uint32_t firsts[FILES] = {0};
        size_t first = 0;
        random_pattern_add(&r, &pattern);
        if (plain_matches(cg_buf_str(&pattern), CG_STR(""), &first) < 0)
            continue;
        search_in_pieces(&t, cg_buf_str(&pattern), &r, counts, firsts);
        for (uint32_t num = 0; num < FILES; num++) {
            long wanted = plain_matches(cg_buf_str(&pattern), cg_str_from(t.texts[num]), &first);
            if ((uint64_t)wanted != counts[num] || (wanted > 0 && first != firsts[num]))
                fail_msg("round %u: %.*s in file %u: %ld, and not %lu", i, (int)pattern.len,
                         pattern.ptr, num, wanted, (unsigned long)counts[num]);
            with += wanted > 0;
        }
    }
    assert_true(with > rounds);
    free_tree(&t);
}

/* A text is tried some places at a time, and lines end with "\r\n" wherever such places end. */
static void test_no_line_begins_within_the_end_of_another(void **state)
{
    static const char *const patterns[] = {"^\\s",       "^\\X", "^\\s*$",
                                           "^[^b]{1,2}", "\\n",  "^\\n|^b"};
    static const char *const rests[] = {"\r\nb", "\r\n\r\n\r\nb\r\n", "\r\r\n \r\nb\n\r\n"};
    (void)state;
    for (size_t before = 0; before < 600; before++) {
        CG_AUTO_VALUE(cg_buf) text = {0};
        for (size_t i = 0; i < before; i++)
            cg_buf_add_char(&text, 'a');
        cg_buf_add_str(&text, cg_str_from(rests[before % CG_ARRAY_LEN(rests)]));
        for (size_t i = 0; i < CG_ARRAY_LEN(patterns); i++) {
            cg_err err = {0};
            cg_regex_limits limits = cg_regex_limits_default();
            matcher *m = NULL;
            size_t start = 0, end = 0, first = 0, wanted_first = 0;
            long count = 0;
            must(matcher_create(cg_str_from(patterns[i]), &limits, &m, &err), &err);
            matcher_begin(m, cg_buf_str(&text));
            for (; matcher_find(m, end, UINT64_MAX, &start, &end) == MATCH_FOUND; count++)
                first = count == 0 ? start : first;
            long wanted = plain_matches(cg_str_from(patterns[i]), cg_buf_str(&text), &wanted_first);
            if (count != wanted || first != wanted_first)
                fail_msg("%s behind %zu: %ld, and not %ld", patterns[i], before, wanted, count);
            matcher_destroy(m);
        }
    }
}

/* ---- limits ---- */

/* Patterns that take for ever in some way, each with a text that makes them. */
static const struct {
    const char *pattern, *piece;
    size_t bytes;
} traps[] = {
    {"(a+)+$", "a", 5000},
    {"(a|aa)+b", "a", 5000},
    {"(?:a?){40}a{40}b", "a", 5000},
    {"(x+x+)+y", "x", 5000},
    {".*.*.*.*=z", "a", 200000},
    {"[^q]*[^q]*[^q]*q", "a", 300000},
    {"(?:[^q]*q|a)*z", "a", 300000},
    {"(?:[^q]*q|a){999}z", "a", 60000},
    {"^(\\w+\\s?)*$", "word ", 5000},
    {"(?=(a+))a*b\\1", "a", 20000},
    {"(.)(?:(?R)|.)*\\1!", "ab", 3000},
    {"(?s)(.*)(.*)(.*)(.*)(.*)\\1\\2x", "ab", 3000},
    {"((a+)*b?)*c", "a", 5000},
    {"(?:(?:(?:a*)*)*)*b", "a", 5000},
    {"(([a-z])+.)+[A-Z]([a-z])+$", "a", 5000},
};

static void test_no_pattern_takes_long(void **state)
{
    (void)state;
    for (size_t i = 0; i < CG_ARRAY_LEN(traps); i++) {
        corpus c;
        cg_err err = {0};
        CG_AUTO_VALUE(cg_buf) text = {0};
        cg_regex_limits limits = cg_regex_limits_default();
        cg_query query = {.text = cg_str_from(traps[i].pattern)};
        limits.file_ns = 50000000;
        while (text.len < traps[i].bytes)
            cg_buf_add_str(&text, cg_str_from(traps[i].piece));
        /* What it must end with is there, but elsewhere: PCRE2 does not give up before it has begun. */
        cg_buf_add_str(&text, CG_STR("!\n byzqcx=Z"));
        cg_buf_add_char(&text, '\0');
        const corpus_file file = {.path = "trap.c", .lang = CG_LANG_C, .source = text.ptr};
        corpus_open(&c, true);
        corpus_commit(&c, &file, 1, NULL);
        cg_snapshot *snap = cg_snapshot_take(c.project);
        cg_regex_search *r = NULL;
        cg_regex_did did = CG_REGEX_HIT;
        cg_regex_hit hit;
        uint64_t begun = cg_cpu_ns();
        must(cg_regex_open(snap, &query, &limits, (cg_regex_position){0}, &r, &err), &err);
        while (did == CG_REGEX_HIT)
            must(cg_regex_next(r, UINT64_MAX, &did, &hit, &err), &err);
        uint64_t took_ms = (cg_cpu_ns() - begun) / 1000000;
        print_message("%-36s %5lu ms, %lu not whole\n", traps[i].pattern, (unsigned long)took_ms,
                      (unsigned long)cg_regex_covered(r)->gaps_count);
        assert_true(took_ms < 1500);
        cg_regex_close(r);
        cg_snapshot_release(snap);
        corpus_close(&c);
    }
}

static void test_what_is_given_up_is_said(void **state)
{
    (void)state;
    corpus c;
    cg_err err = {0};
    const corpus_file files[] = {
        {.path = "a.c", .lang = CG_LANG_C, .source = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
        {.path = "b.c", .lang = CG_LANG_C, .source = "aab"}};
    cg_regex_limits limits = cg_regex_limits_default();
    cg_query query = {.text = CG_STR("(a+)+b")};
    limits.steps = 100000;
    query.text = CG_STR("(?:a+)+(?:b|[^a])");
    corpus_open(&c, true);
    corpus_commit(&c, files, 2, NULL);
    cg_snapshot *snap = cg_snapshot_take(c.project);
    cg_regex_search *r = NULL;
    cg_regex_did did;
    cg_regex_hit hit;
    must(cg_regex_open(snap, &query, &limits, (cg_regex_position){0}, &r, &err), &err);
    must(cg_regex_next(r, UINT64_MAX, &did, &hit, &err), &err);
    assert_int_equal(did, CG_REGEX_HIT);
    assert_true(cg_str_eq(cg_snapshot_file(snap, hit.file)->path, CG_STR("b.c")));
    const cg_regex_coverage *covered = cg_regex_covered(r);
    assert_int_equal(covered->gaps_count, 1);
    assert_true(cg_str_eq(covered->gaps[0].path, CG_STR("a.c")));
    assert_string_equal(cg_regex_gap_text(covered->gaps[0].reason), "limit");
    assert_int_equal(covered->searched, 2);
    cg_regex_close(r);
    cg_snapshot_release(snap);
    corpus_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hits_are_the_innermost_definitions_that_pass),
        cmocka_unit_test(test_lines_and_ranges),
        cmocka_unit_test(test_faults_say_where),
        cmocka_unit_test(test_without_sources_there_is_nothing_to_search),
        cmocka_unit_test(test_it_finds_what_a_plain_scan_finds),
        cmocka_unit_test(test_no_line_begins_within_the_end_of_another),
        cmocka_unit_test(test_no_pattern_takes_long),
        cmocka_unit_test(test_what_is_given_up_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
