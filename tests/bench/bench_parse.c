// SPDX-License-Identifier: Apache-2.0
// What extraction costs on top of tree-sitter, per language, over a tree of real files:
//
//   bench_parse [--rounds N] [--lang NAME] [--any] FOLDER…      --any: long lines too
//
// Each file is read once; then every round parses all files bare, and parses, extracts, resolves,
// links and encodes them. CPU of the process, the best of the rounds counts.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cg/link.h"
#include "cg/parse.h"

typedef struct source {
    cg_buf text;
    cg_lang_id lang;
} source;

typedef struct totals {
    uint64_t files, bytes, defs, refs, resolved, edges, stored;
    uint64_t bare_ns, unit_ns, link_ns, encode_ns;
} totals;

static CG_VEC(source) sources;
static cg_parse_limits limits;

static void add_file(const char *path)
{
    source s = {0};
    cg_str name = cg_str_from(path);
    if (cg_file_read(path, limits.file_bytes_max, &s.text, NULL) == CG_OK) {
        s.lang = cg_lang_detect(name, cg_buf_str(&s.text));
        if (s.lang && cg_parse_check(name, cg_buf_str(&s.text), s.lang, &limits) == CG_SKIP_NONE) {
            CG_VEC_PUSH(&sources, s);
            return;
        }
    }
    cg_buf_fini(&s.text);
}

static void walk(const char *folder)
{
    struct dirent **entries;
    int n = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        char path[4096];
        struct stat st;
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.' && lstat(path, &st) == 0) {
            if (S_ISDIR(st.st_mode))
                walk(path);
            else if (S_ISREG(st.st_mode))
                add_file(path);
        }
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
    else
        add_file(folder);
}

static void keep_least(uint64_t *slot, uint64_t value)
{
    if (*slot == 0 || value < *slot)
        *slot = value;
}

static void count(totals *t, const source *s, const cg_unit *unit, size_t edges, size_t stored)
{
    t->files++;
    t->bytes += s->text.len;
    t->defs += unit->defs.len;
    t->refs += unit->refs.len;
    for (size_t r = 0; r < unit->refs.len; r++)
        t->resolved += unit->refs.ptr[r].target_kind != CG_TARGET_NONE;
    t->edges += edges;
    t->stored += stored;
}

static void run(cg_lang_id lang, bool first, totals *t)
{
    cg_parser *parser = cg_parser_create(&limits, NULL);
    cg_unit unit;
    cg_link_edges edges = {0};
    cg_ordinals ordinals = {0};
    CG_AUTO_VALUE(cg_buf) stored = {0};
    uint64_t bare = 0, units = 0, link = 0, encode = 0;
    cg_unit_init(&unit);
    for (size_t i = 0; i < sources.len; i++) {
        const source *s = &sources.ptr[i];
        cg_skip skip = CG_SKIP_NONE;
        if (s->lang != lang)
            continue;
        uint64_t t0 = cg_cpu_ns();
        if (cg_parse_bare(parser, cg_buf_str(&s->text), lang, NULL) != CG_OK)
            continue;
        uint64_t t1 = cg_cpu_ns();
        if (cg_parse_unit(parser, &(cg_parse_input){.content = cg_buf_str(&s->text), .lang = lang},
                          &unit, &skip, NULL) != CG_OK ||
            skip)
            continue;
        uint64_t t2 = cg_cpu_ns();
        cg_link_alone(&unit, &edges, &ordinals);
        uint64_t t3 = cg_cpu_ns();
        cg_buf_clear(&stored);
        cg_unit_encode(&unit, &stored);
        uint64_t t4 = cg_cpu_ns();
        bare += t1 - t0;
        units += t2 - t1;
        link += t3 - t2;
        encode += t4 - t3;
        if (first)
            count(t, s, &unit, edges.len, stored.len);
    }
    keep_least(&t->bare_ns, bare);
    keep_least(&t->unit_ns, units);
    keep_least(&t->link_ns, link);
    keep_least(&t->encode_ns, encode);
    cg_unit_fini(&unit);
    CG_VEC_FINI(&edges);
    CG_VEC_FINI(&ordinals);
    cg_parser_destroy(parser);
}

static void report(cg_lang_id lang, const totals *t)
{
    double bare = (double)CG_MAX(t->bare_ns, (uint64_t)1);
    printf("%-11s %6" PRIu64 " %8.2f %8.2f  %6.2f %6.2f %6.2f %7.2f  %8" PRIu64 " %9" PRIu64
           " %5.1f%% %9" PRIu64 " %6.1f\n",
           cg_lang_text(lang), t->files, (double)t->bytes / 1e6, bare / 1e9,
           (double)t->unit_ns / bare, (double)t->link_ns / bare, (double)t->encode_ns / bare,
           (double)(t->unit_ns + t->link_ns + t->encode_ns) / bare, t->defs, t->refs,
           100.0 * (double)t->resolved / (double)CG_MAX(t->refs, (uint64_t)1), t->edges,
           100.0 * (double)t->stored / (double)CG_MAX(t->bytes, (uint64_t)1));
}

int main(int argc, char **argv)
{
    unsigned rounds = 3;
    cg_lang_id only = CG_LANG_NONE, langs[CG_LANG_LIMIT];
    limits = cg_parse_limits_default();
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--rounds") == 0 && i + 1 < argc)
            rounds = (unsigned)strtoul(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            only = cg_lang_parse(cg_str_from(argv[++i]));
        else if (strcmp(argv[i], "--any") == 0)
            limits.line_bytes_max = 0;
        else
            walk(argv[i]);
    }
    printf("language     files       MB   bare s    unit   link encode   total"
           "      defs      refs found     edges  stored%%\n");
    size_t n = cg_lang_list(langs, CG_LANG_LIMIT);
    for (size_t i = 0; i < n; i++) {
        totals t = {0};
        if (only != CG_LANG_NONE && langs[i] != only)
            continue;
        for (unsigned round = 0; round < rounds; round++)
            run(langs[i], round == 0, &t);
        if (t.files)
            report(langs[i], &t);
    }
    for (size_t i = 0; i < sources.len; i++)
        cg_buf_fini(&sources.ptr[i].text);
    CG_VEC_FINI(&sources);
    return 0;
}
