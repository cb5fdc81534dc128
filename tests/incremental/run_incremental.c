// SPDX-License-Identifier: Apache-2.0
// However a project came to be what it is, its graph is that of a clean index of its files: random
// edits of real sources, each step held against a clean index.
//
//   run_incremental [-r ROUNDS] [-n STEPS] [-f FILES] [-s SEED] [-k FOLDER] FOLDER…
//   run_incremental --pairs FOLDER…     each folder of it has two states, before/ and after/
//
// A round takes about FILES files of the folders, edits them and takes that back, then edits them
// STEPS times, and in the end posts the files one by one and with other numbers of workers. What fails
// is made small and kept in FOLDER as a pair. CG_LONG=1 makes ten times as many rounds.
#include <dirent.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "edits.h"
#include "minimise.h"

#define TOUCHES 4u /* edits that are taken back, for each step that stays */

static struct {
    unsigned long rounds, steps, files, seed;
    const char *keep;
} opts = {1, 10, 40, 1, NULL};
static unsigned passed, failed;

/* ---- a failure ---- */

static void keep_pair(const sources *before, const sources *after, const char *name)
{
    if (opts.keep == NULL)
        return;
    cg_arena *arena = after->arena;
    sources_write(before, cg_arena_printf(arena, "%s/%s/before", opts.keep, name).ptr);
    sources_write(after, cg_arena_printf(arena, "%s/%s/after", opts.keep, name).ptr);
    printf("kept as %s/%s\n", opts.keep, name);
}

static void report(const sources *before, const sources *after, const char *name,
                   const cg_buf *story)
{
    CG_AUTO_VALUE(cg_buf) what = {0};
    sources small_before = sources_copy(before), small_after = sources_copy(after);
    printf("FAILED %s:%.*s\n", name, CG_STR_ARG(cg_buf_str(story)));
    if (change_is_sound(before, after, NULL)) {
        printf("not with this step alone: it depends on what was before\n");
    } else {
        minimise(&small_before, &small_after);
        (void)change_is_sound(&small_before, &small_after, &what);
        printf("%.*s", CG_STR_ARG(cg_buf_str(&what)));
    }
    keep_pair(&small_before, &small_after, name);
    sources_release(&small_before);
    sources_release(&small_after);
    fflush(stdout);
}

/* ---- rounds ---- */

static bool equals_clean(const indexed *ix, const sources *now, unsigned workers,
                         source_random *random)
{
    indexed clean;
    indexed_open(&clean, workers);
    indexed_change(&clean, NULL, now, random);
    bool same = indexed_same(ix, &clean);
    indexed_close(&clean);
    return same;
}

static bool is_sound(const indexed *ix)
{
    CG_AUTO_VALUE(cg_buf) problems = {0};
    bool sound = indexed_sound(ix, &problems);
    printf("%.*s", CG_STR_ARG(cg_buf_str(&problems)));
    return sound;
}

static bool run_step(indexed *ix, editor *e, sources *now, source_random *random, const char *name)
{
    CG_AUTO_VALUE(cg_buf) story = {0};
    sources before = sources_copy(now);
    editor_step(e, &story);
    indexed_change(ix, &before, now, random);
    bool ok = is_sound(ix) && equals_clean(ix, now, 1, random);
    if (!ok)
        report(&before, now, name, &story);
    sources_release(&before);
    return ok;
}

/* An edit and back again leaves no trace. */
static bool touch(indexed *ix, const indexed *clean, editor *e, sources *now, source_random *random,
                  const char *name)
{
    CG_AUTO_VALUE(cg_buf) story = {0};
    sources before = sources_copy(now);
    editor_touch(e, &story);
    sources edited = sources_copy(now);
    indexed_change(ix, &before, now, random);
    for (size_t i = 0; i < now->list.len; i++)
        now->list.ptr[i].text = i < before.list.len ? before.list.ptr[i].text : CG_STR_NULL;
    indexed_change(ix, &edited, now, random);
    bool ok = indexed_same(ix, clean);
    if (!ok)
        report(&edited, now, name, &story);
    sources_release(&before);
    sources_release(&edited);
    return ok;
}

/* The order of commits and the number of threads leave no trace. */
static bool check_orders(const indexed *ix, const sources *now, source_random *random)
{
    indexed single;
    indexed_open(&single, 1);
    indexed_post_each(&single, now, random);
    bool ok = indexed_same(ix, &single);
    indexed_close(&single);
    for (unsigned workers = 2; workers <= 8; workers *= 4)
        ok = ok && equals_clean(ix, now, workers, random);
    if (!ok)
        printf("FAILED: the order of posting or the number of workers shows\n");
    return ok;
}

static bool run_round(sources *now, source_random *random, unsigned long seed)
{
    indexed ix, clean;
    editor *e = editor_create(now, random);
    bool ok = true;
    indexed_open(&ix, 2);
    indexed_open(&clean, 1);
    indexed_change(&ix, NULL, now, random);
    indexed_change(&clean, NULL, now, random);
    for (unsigned long step = 0; step < opts.steps * (TOUCHES + 1) && ok; step++) {
        bool back = step < opts.steps * TOUCHES;
        cg_str name = cg_arena_printf(now->arena, "seed%lu-step%lu", seed, step);
        ok = back ? touch(&ix, &clean, e, now, random, name.ptr)
                  : run_step(&ix, e, now, random, name.ptr);
        *(ok ? &passed : &failed) += 1;
    }
    ok = ok && check_orders(&ix, now, random);
    indexed_close(&ix);
    indexed_close(&clean);
    editor_destroy(e);
    return ok;
}

static bool run_seed(char **folders, int count, unsigned long seed)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    source_random random = {seed};
    sources now = {.arena = arena};
    bool ok = true;
    for (int i = 0; i < count; i++) {
        cg_str prefix = count > 1 ? cg_arena_printf(arena, "t%d/", i) : CG_STR("");
        ok &= sources_load(&now, folders[i], prefix.ptr, opts.files / (size_t)count, &random);
    }
    if (!ok)
        printf("FAILED: a folder cannot be read\n");
    else if (now.list.len > 0)
        ok = run_round(&now, &random, seed);
    sources_release(&now);
    return ok;
}

/* ---- pairs ---- */

static bool run_pair(const char *folder)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    CG_AUTO_VALUE(cg_buf) what = {0};
    source_random random = {1};
    sources after = {.arena = arena};
    bool ok = sources_load(&after, cg_arena_printf(arena, "%s/before", folder).ptr, "", SIZE_MAX,
                           &random);
    sources before = sources_copy(&after);
    for (size_t i = 0; i < after.list.len; i++)
        after.list.ptr[i].text = CG_STR_NULL;
    ok = ok && sources_load(&after, cg_arena_printf(arena, "%s/after", folder).ptr, "", SIZE_MAX,
                            &random);
    for (size_t i = before.list.len; i < after.list.len; i++) /* or else nothing deletes them */
        (void)sources_find(&before, after.list.ptr[i].path);
    ok = ok && change_is_sound(&before, &after, &what) && change_is_sound(&after, &before, &what);
    printf("%s%s\n%.*s", ok ? "" : "FAILED ", folder, CG_STR_ARG(cg_buf_str(&what)));
    sources_release(&before);
    sources_release(&after);
    return ok;
}

static void run_pairs(const char *folder)
{
    struct dirent **entries;
    int n = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        char path[4096];
        (void)snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.')
            *(run_pair(path) ? &passed : &failed) += 1;
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
}

/* ---- the program ---- */

static void usage(void)
{
    fprintf(stderr,
            "usage: run_incremental [-r ROUNDS] [-n STEPS] [-f FILES] [-s SEED] [-k FOLDER] "
            "FOLDER…\n       run_incremental --pairs FOLDER…\n");
    exit(2);
}

static int read_options(int argc, char **argv, bool *out_pairs)
{
    static const struct option long_options[] = {{"pairs", no_argument, NULL, 'p'}, {0}};
    for (int c; (c = getopt_long(argc, argv, "r:n:f:s:k:", long_options, NULL)) != -1;) {
        switch (c) {
        case 'r': opts.rounds = strtoul(optarg, NULL, 10); break;
        case 'n': opts.steps = strtoul(optarg, NULL, 10); break;
        case 'f': opts.files = strtoul(optarg, NULL, 10); break;
        case 's': opts.seed = strtoul(optarg, NULL, 10); break;
        case 'k': opts.keep = optarg; break;
        case 'p': *out_pairs = true; break;
        default: usage();
        }
    }
    const char *more = getenv("CG_LONG");
    if (more != NULL && *more)
        opts.rounds *= 10;
    return optind;
}

int main(int argc, char **argv)
{
    bool pairs = false;
    int at = read_options(argc, argv, &pairs);
    cg_log_set_level(CG_LOG_OFF);
    if (at >= argc)
        usage();
    for (int i = at; i < argc && pairs; i++)
        run_pairs(argv[i]);
    for (unsigned long r = 0; r < opts.rounds && !pairs; r++)
        failed += !run_seed(argv + at, argc - at, opts.seed + r);
    printf("%u passed, %u failed\n", passed, failed);
    return failed > 0;
}
