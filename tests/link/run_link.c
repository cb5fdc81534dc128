// SPDX-License-Identifier: Apache-2.0
// Runs fixtures of linking: the edges between the files of a folder must equal its expected.txt, and
// taking any one file away may only change files whose keys the change concerns. What files find out for each other
// must be what each finds out by itself.
//
//   run_link [--bless] FOLDER…    folders of cases (a case has expected.txt, or is to get it)
//   run_link --print FOLDER       the edges between the files of any folder
//   run_link --all FOLDER         those inside files too
//   run_link --check N FOLDER     only the second half, for N files of any folder
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "golden.h"
#include "tree.h"

static bool all_edges;
static unsigned passed, failed;

/* ---- lines ---- */

static void add_node(const tree *t, uint32_t file, uint32_t def, cg_buf *out)
{
    const cg_unit *u = &t->files.ptr[file].unit;
    cg_buf_printf(out, "%s", t->files.ptr[file].path);
    if (def == 0)
        return;
    cg_buf_printf(out, ":%" PRIu32 " ", u->defs.ptr[def].name_line + 1);
    cg_unit_add_qualified_name(u, def, out);
}

/* The line of the n-th reference of a definition's body. */
static uint32_t site_line(const cg_unit *u, uint32_t source, uint32_t ordinal)
{
    for (size_t r = 0; r < u->refs.len; r++)
        if (u->refs.ptr[r].source == source && ordinal-- == 0)
            return u->refs.ptr[r].line + 1;
    return 0;
}

static void add_target(const tree *t, uint32_t file, const cg_link_result *r, const cg_link_edge *e,
                       cg_buf *out)
{
    if (e->target_file != CG_LINK_EXTERNAL) {
        add_node(t, e->target_file == CG_NONE ? file : e->target_file, e->target, out);
        return;
    }
    const cg_external *x = &r->externals[e->target];
    cg_buf_printf(out, "ext:%.*s:%.*s", CG_STR_ARG(x->module), CG_STR_ARG(x->name));
}

static void add_edge(const tree *t, uint32_t file, const cg_link_result *r, const cg_link_edge *e,
                     cg_buf *out)
{
    bool inside = e->target_file == CG_NONE;
    bool plain = e->kind == CG_EDGE_CONTAINS || (inside && e->kind == CG_EDGE_IMPORTS);
    if (e->rule != CG_RULE_BRANCH && ((inside && !all_edges) || plain))
        return;
    add_node(t, file, e->source, out);
    cg_buf_printf(out, " %s ", cg_edge_kind_text(e->kind));
    add_target(t, file, r, e, out);
    cg_buf_printf(out, " [%s %u]", cg_link_rule_text(e->rule), e->confidence);
    for (uint32_t i = 0; i < e->count; i++)
        cg_buf_printf(out, "%s%" PRIu32, i ? "," : " @",
                      site_line(&t->files.ptr[file].unit, e->source, r->ordinals[e->first + i]));
    cg_buf_add_char(out, '\n');
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void add_sorted(char *text, cg_buf *out)
{
    CG_VEC(char *) lines = {0};
    for (char *line = text, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = '\0';
        CG_VEC_PUSH(&lines, line);
    }
    if (lines.len > 1)
        qsort(lines.ptr, lines.len, sizeof *lines.ptr, by_text);
    for (size_t i = 0; i < lines.len; i++)
        cg_buf_printf(out, "%s\n", lines.ptr[i]);
    CG_VEC_FINI(&lines);
}

static void describe(tree *t, cg_buf *out)
{
    CG_AUTO(cg_linker) linker = cg_linker_create();
    for (uint32_t f = 0; f < t->files.len; f++) {
        CG_AUTO_VALUE(cg_buf) lines = {0};
        cg_link_result result;
        cg_link_file(linker, &t->world, t->files.ptr[f].linkable, NULL, &result);
        for (size_t i = 0; i < result.edges_count; i++)
            add_edge(t, f, &result, &result.edges[i], &lines);
        cg_buf_add_char(&lines, '\0');
        add_sorted(lines.ptr, out);
    }
}

/* ---- what a change may concern ---- */

typedef struct linked {
    uint64_t print; /* of all edges */
    uint64_t *keys;
    size_t keys_count;
} linked;

static linked link_one(tree *t, cg_linker *linker, uint32_t file)
{
    linked l = {0};
    cg_link_result r;
    cg_link_file(linker, &t->world, t->files.ptr[file].linkable, NULL, &r);
    for (size_t i = 0; i < r.edges_count; i++) {
        const cg_link_edge *e = &r.edges[i];
        const uint32_t parts[] = {e->source, e->target_file, e->target, e->kind,
                                  e->rule,   e->confidence,  e->count};
        l.print = cg_hash64(parts, sizeof parts, l.print);
        l.print = cg_hash64(r.ordinals + e->first, e->count * sizeof *r.ordinals, l.print);
    }
    l.keys = cg_alloc_array(r.keys_count + 1, sizeof *l.keys);
    if (r.keys_count > 0)
        memcpy(l.keys, r.keys, r.keys_count * sizeof *l.keys);
    l.keys_count = r.keys_count;
    return l;
}

static bool concerns(const linked *l, const cg_link_keys *changes)
{
    for (size_t i = 0; i < changes->len; i++)
        if (bsearch(&changes->ptr[i], l->keys, l->keys_count, sizeof *l->keys, cg_compare_u64))
            return true;
    return false;
}

static bool check_removal(tree *t, cg_linker *linker, const linked *with, uint32_t file)
{
    cg_link_keys changes = {0};
    bool ok = true;
    cg_link_changes(t->files.ptr[file].linkable, NULL, &changes);
    cg_link_catalog_settle(t->catalog);
    tree_hide(t, file);
    cg_link_catalog_changes(t->catalog, &changes);
    for (uint32_t f = 0; f < t->files.len; f++) {
        if (f == file)
            continue;
        linked without = link_one(t, linker, f);
        bool differs = without.print != with[f].print;
        if (differs && !(concerns(&with[f], &changes) && concerns(&without, &changes))) {
            printf("%s changes with %s, which it does not know\n", t->files.ptr[f].path,
                   t->files.ptr[file].path);
            ok = false;
        }
        cg_free(without.keys);
    }
    tree_show(t, file);
    CG_VEC_FINI(&changes);
    return ok;
}

static bool check_removals(tree *t, size_t count)
{
    CG_AUTO(cg_linker) linker = cg_linker_create();
    linked *with = cg_alloc_array(t->files.len + 1, sizeof *with);
    bool ok = true;
    for (uint32_t f = 0; f < t->files.len; f++)
        with[f] = link_one(t, linker, f);
    size_t step = CG_MAX(t->files.len / CG_MAX(count, 1u), (size_t)1);
    for (uint32_t f = 0; f < t->files.len; f += (uint32_t)step)
        ok &= check_removal(t, linker, with, f);
    for (uint32_t f = 0; f < t->files.len; f++)
        cg_free(with[f].keys);
    cg_free(with);
    return ok;
}

/* ---- what files share ---- */

static bool same_linked(const linked *a, const linked *b)
{
    return a->print == b->print && a->keys_count == b->keys_count &&
           memcmp(a->keys, b->keys, a->keys_count * sizeof *a->keys) == 0;
}

/* Backwards, so that another file is the first that asks. */
static bool check_sharing(tree *t)
{
    CG_AUTO(cg_linker) linker = cg_linker_create();
    cg_link_shared *shared = t->world.shared;
    bool ok = true;
    for (uint32_t f = (uint32_t)t->files.len; f-- > 0;) {
        t->world.shared = NULL;
        linked alone = link_one(t, linker, f);
        t->world.shared = shared;
        linked with = link_one(t, linker, f);
        if (!same_linked(&alone, &with)) {
            printf("%s is linked otherwise by itself\n", t->files.ptr[f].path);
            ok = false;
        }
        cg_free(alone.keys);
        cg_free(with.keys);
    }
    return ok;
}

/* ---- cases ---- */

static bool bless;

static void run_case(const char *folder)
{
    CG_AUTO_VALUE(cg_buf) actual = {0}, at = {0};
    tree t;
    cg_buf_printf(&at, "%s/expected.txt%c", folder, '\0');
    bool ok = tree_load(&t, folder);
    if (ok)
        describe(&t, &actual);
    ok = ok && golden_check(at.ptr, cg_buf_str(&actual), bless);
    ok = ok && check_removals(&t, t.files.len) && check_sharing(&t);
    tree_free(&t);
    if (!ok)
        printf("FAILED %s\n", folder);
    *(ok ? &passed : &failed) += 1;
}

static void run_cases(const char *folder)
{
    struct dirent **entries;
    int n = scandir(folder, &entries, NULL, alphasort);
    if (n < 0) {
        printf("FAILED %s: cannot be read\n", folder);
        failed++;
        return;
    }
    for (int i = 0; i < n; i++) {
        char path[4096];
        struct stat st;
        (void)snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.' && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
            run_case(path);
        free(entries[i]);
    }
    free(entries);
}

static int show(const char *folder)
{
    CG_AUTO_VALUE(cg_buf) out = {0};
    tree t;
    if (!tree_load(&t, folder))
        return 1;
    describe(&t, &out);
    printf("%.*s", CG_STR_ARG(cg_buf_str(&out)));
    tree_free(&t);
    return 0;
}

static int check(const char *count, const char *folder)
{
    tree t;
    if (!tree_load(&t, folder))
        return 1;
    bool ok = check_removals(&t, strtoul(count, NULL, 10)) && check_sharing(&t);
    printf("%zu files: %s\n", t.files.len, ok ? "sound" : "NOT SOUND");
    tree_free(&t);
    return ok ? 0 : 1;
}

int main(int argc, char **argv)
{
    const char *option = argc > 1 && argv[1][0] == '-' ? argv[1] : "";
    all_edges = strcmp(option, "--all") == 0;
    if (argc == 3 && (all_edges || strcmp(option, "--print") == 0))
        return show(argv[2]);
    if (argc == 4 && strcmp(option, "--check") == 0)
        return check(argv[2], argv[3]);
    bless = strcmp(option, "--bless") == 0;
    int at = 1 + bless;
    if (at >= argc || (option[0] && !bless)) {
        fprintf(stderr, "usage: run_link [--bless] FOLDER… | --print FOLDER | --all FOLDER | "
                        "--check N FOLDER\n");
        return 2;
    }
    for (; at < argc; at++)
        run_cases(argv[at]);
    printf("%u passed, %u failed\n", passed, failed);
    return failed > 0 || passed == 0;
}
