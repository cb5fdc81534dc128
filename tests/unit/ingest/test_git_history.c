// SPDX-License-Identifier: Apache-2.0
// Histories of Git repositories: each commit a version with the same parents and the graph of its tree,
// however the history came about and in however many goes it was imported.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "cg/graph_care.h"

#include "repo.h"

static cg_git_history_request wish(const char *rev)
{
    return (cg_git_history_request){
        .source = repo_source(rev), .commits_max = 1000, .branches_max = 100};
}

static cg_code import(bench *b, const cg_git_history_request *q, cg_ingest_result *out)
{
    return cg_ingest_git_history(b->ingest, b->project, q, b->arena, out, &ingest_err);
}

static cg_ingest_result import_rev(bench *b, const char *rev)
{
    cg_git_history_request q = wish(rev);
    cg_ingest_result r;
    assert_ok(import(b, &q, &r));
    return r;
}

static cg_version version_of(bench *b, const git_oid *commit)
{
    char id[GIT_OID_HEXSZ + 1];
    uint64_t *found;
    size_t count;
    cg_version v;
    git_oid_tostr(id, sizeof id, commit);
    assert_ok(
        cg_project_find_git(b->project, cg_str_from(id), 2, b->arena, &found, &count, &ingest_err));
    assert_int_equal(count, 1);
    assert_ok(cg_project_version(b->project, found[0], b->arena, &v, &ingest_err));
    assert_true(v.named && cg_str_eq(v.git, cg_str_from(id)));
    return v;
}

static uint64_t head_of(bench *b, const char *branch)
{
    uint64_t generation = 0;
    return cg_project_branch_generation(b->project, cg_str_from(branch), &generation) ? generation
                                                                                      : UINT64_MAX;
}

/* The version has what an index of nothing but its tree has. */
static void expect_clean(bench *b, const git_oid *commit)
{
    char id[GIT_OID_HEXSZ + 1];
    bench clean = bench_open(NULL);
    cg_ingest_result r;
    git_oid_tostr(id, sizeof id, commit);
    assert_ok(repo_index(&clean, id, &r));
    if (!same_digest(version_of(b, commit).digest, bench_digest(&clean)))
        fail_msg("commit %s is not as if indexed anew", id);
    bench_close(&clean);
}

/* ---- what becomes of a history ---- */

#define LIB "def f():\n    pass\n"
#define USE "from lib import f\n\ndef g():\n    f()\n"
static const repo_file first[] = {
    {"lib.py", LIB, BLOB},
    {"use.py", USE, BLOB},
    {"readme.txt", "text\n", BLOB},
    {"link.py", "/etc/passwd", GIT_FILEMODE_LINK},
    {"large.py", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n", BLOB},
    {"vendored", "1234567890123456789012345678901234567890", GIT_FILEMODE_COMMIT},
};
static const repo_file renamed[] = {
    {"core/lib.py", LIB, BLOB}, {"use.py", USE, BLOB}, {"link.py", "x = 1\n", BLOB}};
static const repo_file edited[] = {{"lib.py", "def f():\n    return 2\n", BLOB},
                                   {"use.py", USE, BLOB}};
static const repo_file merged[] = {{"core/lib.py", "def f():\n    return 2\n", BLOB},
                                   {"use.py", USE, BLOB}};

typedef struct sample {
    git_oid first, renamed, edited, merged;
} sample;

/*  first ── renamed ── merged   main
 *      └─── edited ──┘          topic  */
static sample make_sample(void)
{
    sample s;
    repo_open();
    s.first = repo_commit(first, CG_ARRAY_LEN(first), NULL, 0, "first\n\nwith a body\n");
    s.renamed = repo_commit(renamed, CG_ARRAY_LEN(renamed), &s.first, 1, "  \n");
    s.edited = repo_commit(edited, CG_ARRAY_LEN(edited), &s.first, 1, "caf\xe9");
    git_oid both[] = {s.renamed, s.edited};
    s.merged = repo_commit(merged, CG_ARRAY_LEN(merged), both, 2, NULL);
    repo_set("refs/heads/main", &s.merged);
    repo_set("refs/heads/topic", &s.edited);
    return s;
}

static void expect_sample(bench *b, const sample *s)
{
    cg_version one = version_of(b, &s->first), two = version_of(b, &s->renamed),
               side = version_of(b, &s->edited), end = version_of(b, &s->merged);
    assert_true(cg_str_eq(one.message, CG_STR("first\n\nwith a body\n")));
    assert_true(cg_str_eq(one.author, CG_STR("Ada <ada@example.org>")));
    assert_int_equal(one.git_time_ms, UINT64_C(1700000000000));
    assert_int_equal(one.parent, 0);
    assert_true(cg_str_eq(two.message, CG_STR("(no message)")));
    assert_true(cg_str_eq(side.message, CG_STR("caf\xc3\xa9")));
    assert_int_equal(two.parent, one.generation);
    assert_int_equal(side.parent, one.generation);
    assert_int_equal(end.parent, two.generation);
    assert_int_equal(end.merged_count, 1);
    assert_int_equal(end.merged[0], side.generation);
    const git_oid *all[] = {&s->first, &s->renamed, &s->edited, &s->merged};
    for (size_t i = 0; i < CG_ARRAY_LEN(all); i++)
        expect_clean(b, all[i]);
    bench_expect_sound(b);
}

static void test_commits_become_versions(void **state)
{
    (void)state;
    sample s = make_sample();
    bench b = bench_open(NULL);
    cg_ingest_result r = import_rev(&b, "main");
    assert_int_equal(r.commits, 4);
    assert_int_equal(r.commits_imported, 4);
    assert_int_equal(r.branches_set, 1);
    assert_int_equal(r.files_parsed, 4); /* each content once: lib, use, link, lib edited */
    assert_int_equal(r.commit.generation, version_of(&b, &s.merged).generation);
    assert_true(r.commit.changed);
    assert_string_equal(bench_paths(&b), "core/lib.py use.py");
    expect_sample(&b, &s);
    r = import_rev(&b, "main");
    assert_int_equal(r.commits, 4);
    assert_int_equal(r.commits_imported, 0);
    assert_false(r.commit.changed);
    bench_close(&b);
    repo_close();
}

static void test_all_branches_and_tags(void **state)
{
    (void)state;
    sample s = make_sample();
    git_signature *who;
    git_object *target;
    git_oid tag;
    assert_int_equal(git_signature_new(&who, "Eve", "eve@x", 1700000001, 0), 0);
    assert_int_equal(git_object_lookup(&target, repo, &s.first, GIT_OBJECT_COMMIT), 0);
    assert_int_equal(git_tag_create(&tag, repo, "v1", target, who, "one", false), 0);
    git_object_free(target);
    git_signature_free(who);
    repo_set("refs/tags/light", &s.edited);
    bench b = bench_open(NULL);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_git_history_request q = wish("");
    cg_ingest_result r;
    cg_tag made;
    q.all_branches = true;
    assert_ok(import(&b, &q, &r));
    assert_int_equal(r.commits_imported, 4);
    assert_int_equal(r.branches_set, 2);
    assert_int_equal(r.tags_set, 2);
    assert_int_equal(head_of(&b, "main"), version_of(&b, &s.merged).generation);
    assert_int_equal(head_of(&b, "topic"), version_of(&b, &s.edited).generation);
    assert_ok(cg_project_tag(b.project, CG_STR("v1"), arena, &made, &ingest_err));
    assert_int_equal(made.generation, version_of(&b, &s.first).generation);
    assert_true(cg_str_eq(made.message, CG_STR("one")) &&
                cg_str_eq(made.author, CG_STR("Eve <eve@x>")));
    assert_int_equal(made.time_ms, UINT64_C(1700000001000));
    assert_ok(cg_project_tag(b.project, CG_STR("light"), arena, &made, &ingest_err));
    expect_sample(&b, &s);
    bench_close(&b);
    repo_close();
}

/* A repository without a branch "main" sets the graph's to HEAD, so that reads need no name. */
static void test_main_is_head(void **state)
{
    (void)state;
    repo_open();
    git_oid oid = repo_commit(edited, CG_ARRAY_LEN(edited), NULL, 0, NULL);
    repo_set("refs/heads/trunk", &oid);
    assert_int_equal(git_repository_set_head(repo, "refs/heads/trunk"), 0);
    bench b = bench_open(NULL);
    cg_git_history_request q = wish("");
    cg_ingest_result r;
    q.all_branches = true;
    assert_ok(import(&b, &q, &r));
    assert_int_equal(r.branches_set, 2);
    assert_int_equal(head_of(&b, "main"), head_of(&b, "trunk"));
    bench_close(&b);
    repo_close();
}

/* What Git rewrote is followed; a rewritten branch is not one that a client wrote to. */
static void test_branches_follow(void **state)
{
    (void)state;
    sample s = make_sample();
    bench b = bench_open(NULL);
    import_rev(&b, "main~1");
    assert_int_equal(head_of(&b, "main"), version_of(&b, &s.renamed).generation);
    cg_ingest_result r = import_rev(&b, "main"); /* forward */
    assert_int_equal(r.commits_imported, 2);
    assert_int_equal(head_of(&b, "main"), version_of(&b, &s.merged).generation);
    r = import_rev(&b, "topic"); /* aside */
    assert_int_equal(r.commits_imported, 0);
    assert_int_equal(head_of(&b, "main"), version_of(&b, &s.edited).generation);
    expect_sample(&b, &s);
    bench_close(&b);
    repo_close();
}

static void test_ranges(void **state)
{
    (void)state;
    sample s = make_sample();
    bench b = bench_open(NULL);
    cg_ingest_result r = import_rev(&b, "main~1..main"); /* merged, edited; first is unknown */
    assert_int_equal(r.commits, 2);
    assert_int_equal(version_of(&b, &s.edited).parent, 0);
    cg_version end = version_of(&b, &s.merged);
    assert_int_equal(end.parent, 0);
    assert_int_equal(end.merged_count, 1);
    expect_clean(&b, &s.edited);
    expect_clean(&b, &s.merged);
    r = import_rev(&b, "main"); /* what they lacked is there now */
    assert_int_equal(r.commits_imported, 4);
    expect_sample(&b, &s);
    bench_close(&b);
    b = bench_open(NULL);
    import_rev(&b, "main~2"); /* now first is known, and its place taken up from */
    r = import_rev(&b, "main~2..main");
    assert_int_equal(r.commits_imported, 3);
    expect_sample(&b, &s);
    bench_close(&b);
    repo_close();
}

/* What was collected is not imported again for those that were built on it, but it is for others. */
static void test_collected_versions(void **state)
{
    (void)state;
    sample s = make_sample();
    repo_file more[] = {{"lib.py", "def f():\n    return 3\n", BLOB}};
    bench b = bench_open(NULL);
    cg_gc_result gone;
    import_rev(&b, "main");
    const cg_gc_options head_alone = {.rules = {.generations = 1}};
    assert_ok(cg_project_collect(b.project, &head_alone, &gone, &ingest_err));
    assert_true(gone.versions_collected > 0);
    git_oid tip = repo_commit(more, 1, &s.merged, 1, NULL);
    repo_set("refs/heads/main", &tip);
    cg_ingest_result r = import_rev(&b, "main");
    assert_int_equal(r.commits, 5);
    assert_int_equal(r.commits_imported, 1);
    expect_clean(&b, &tip);
    git_oid aside = repo_commit(more, 1, &s.renamed, 1, NULL);
    repo_set("refs/heads/main", &aside);
    r = import_rev(&b, "main");
    assert_true(r.commits_imported > 1);
    expect_clean(&b, &aside);
    expect_clean(&b, &s.renamed);
    bench_expect_sound(&b);
    bench_close(&b);
    repo_close();
}

/* ---- what is refused ---- */

static void expect_refused(bench *b, const cg_git_history_request *q, cg_code code,
                           const char *text)
{
    cg_ingest_result r;
    uint64_t before = head_of(b, "main"), *found;
    size_t versions, after;
    assert_ok(
        cg_project_find_git(b->project, CG_STR(""), 100, b->arena, &found, &versions, &ingest_err));
    assert_int_equal(import(b, q, &r), code);
    if (strstr(ingest_err.text, text) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", ingest_err.text, text);
    assert_null(strstr(ingest_err.text, repo_path));
    assert_ok(
        cg_project_find_git(b->project, CG_STR(""), 100, b->arena, &found, &after, &ingest_err));
    assert_int_equal(after, versions);
    assert_int_equal(head_of(b, "main"), before);
}

static void refuse_rev(bench *b, const char *rev, cg_code code, const char *text)
{
    cg_git_history_request q = wish(rev);
    expect_refused(b, &q, code, text);
}

static void test_what_is_refused(void **state)
{
    (void)state;
    (void)make_sample();
    bench b = bench_open(NULL);
    refuse_rev(&b, "nowhere", CG_E_NOT_FOUND, "no revision \"nowhere\"");
    refuse_rev(&b, "nowhere..main", CG_E_NOT_FOUND, "no revision \"nowhere\"");
    refuse_rev(&b, "main...topic", CG_E_INVALID, "two dots");
    refuse_rev(&b, "main..main~1", CG_E_NOT_FOUND, "no commit in that range");
    refuse_rev(&b, "main:lib", CG_E_INVALID, "must name a branch");
    refuse_rev(&b, "main^{tree}", CG_E_NOT_FOUND, "no revision");
    cg_git_history_request q = wish("main");
    q.commits_max = 3;
    expect_refused(&b, &q, CG_E_LIMIT, "more than 3 commits");
    q = wish("main~2..main");
    q.commits_max = 2;
    expect_refused(&b, &q, CG_E_LIMIT, "more than 2 commits");
    q = wish("");
    q.all_branches = true;
    q.branches_max = 1;
    expect_refused(&b, &q, CG_E_LIMIT, "would have 2 branches");
    q = wish("main");
    q.branch = CG_STR("a..b");
    expect_refused(&b, &q, CG_E_INVALID, "");
    cg_ingest_progress progress = {0};
    atomic_store(&progress.cancel, true);
    q = wish("main");
    q.progress = &progress;
    expect_refused(&b, &q, CG_E_CANCELED, "canceled");
    repo_allowed = false;
    refuse_rev(&b, "main", CG_E_FORBIDDEN_ROOT, "may not read");
    bench_close(&b);
    repo_close();
}

static void test_branches_of_clients_are_left_alone(void **state)
{
    (void)state;
    sample s = make_sample();
    bench b = bench_open(NULL);
    cg_ingest_result r;
    cg_git_history_request q = wish("main");
    bench_post(&b, "own.py", "x = 1\n");
    expect_refused(&b, &q, CG_E_CONFLICT, "did not come from a Git repository");
    q.branch = CG_STR("imported");
    assert_ok(import(&b, &q, &r));
    assert_int_equal(head_of(&b, "imported"), version_of(&b, &s.merged).generation);
    const cg_branch_change protect = {.set_protected = true, .is_protected = true};
    assert_ok(cg_branch_update(b.project, CG_STR("imported"), &protect, &ingest_err));
    q = wish("topic");
    q.branch = CG_STR("imported");
    expect_refused(&b, &q, CG_E_CONFLICT, "is protected");
    bench_close(&b);
    repo_close();
}

static void test_repositories_that_cannot_be_followed(void **state)
{
    (void)state;
    repo_open();
    bench b = bench_open(NULL);
    cg_git_history_request all = wish("");
    all.all_branches = true;
    refuse_rev(&b, "HEAD", CG_E_NOT_FOUND, "no commits yet");
    expect_refused(&b, &all, CG_E_NOT_FOUND, "no commits yet");
    repo_close();

    sample s = make_sample();
    char id[GIT_OID_HEXSZ + 2];
    git_oid_tostr(id, sizeof id, &s.first);
    repo_write("shallow", strcat(id, "\n"));
    refuse_rev(&b, "main", CG_E_INVALID, "shallow clone");
    repo_write("shallow", "");
    repo_hide(&s.first, true);
    refuse_rev(&b, "main", CG_E_INVALID, "missing in the repository or damaged");
    repo_set("refs/heads/topic", &s.renamed);
    repo_hide(&s.merged, true);
    expect_refused(&b, &all, CG_E_INVALID, "branch \"main\" names is missing");
    repo_close();

    s = make_sample();
    repo_write("config", "[core]\n\trepositoryformatversion = 1\n"
                         "[extensions]\n\tobjectformat = sha256\n");
    refuse_rev(&b, "main", CG_E_INVALID, "SHA-256, which is not supported");
    repo_write("config", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tunheard = of\n");
    refuse_rev(&b, "main", CG_E_INVALID, "an extension that is not supported");
    cg_ingest_result r;
    assert_int_equal(repo_index(&b, "main", &r), CG_E_INVALID);
    bench_close(&b);
    repo_close();
}

/* Writes a commit under a name that is not its own: the only way in which one can be its own ancestor. */
static void forge_commit(const char *id, const git_oid *tree, const char *parent)
{
    char text[400], tree_id[GIT_OID_HEXSZ + 1], path[4400];
    git_oid real;
    git_odb *odb;
    git_oid_tostr(tree_id, sizeof tree_id, tree);
    snprintf(text, sizeof text,
             "tree %s\nparent %s\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nm\n",
             tree_id, parent);
    assert_int_equal(git_repository_odb(&odb, repo), 0);
    assert_int_equal(git_odb_write(&real, odb, text, strlen(text), GIT_OBJECT_COMMIT), 0);
    git_odb_free(odb);
    git_oid_tostr(tree_id, sizeof tree_id, &real);
    snprintf(path, sizeof path, "%sobjects/%.2s", git_repository_path(repo), id);
    (void)mkdir(path, 0700);
    char from[4400];
    snprintf(from, sizeof from, "%sobjects/%.2s/%s", git_repository_path(repo), tree_id,
             tree_id + 2);
    snprintf(path, sizeof path, "%sobjects/%.2s/%s", git_repository_path(repo), id, id + 2);
    assert_int_equal(rename(from, path), 0);
}

static void test_cyclic_parents(void **state)
{
    static const char a[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                      b_id[] = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    (void)state;
    sample s = make_sample();
    git_commit *commit;
    assert_int_equal(git_commit_lookup(&commit, repo, &s.first), 0);
    forge_commit(a, git_commit_tree_id(commit), b_id);
    forge_commit(b_id, git_commit_tree_id(commit), a);
    git_commit_free(commit);
    repo_write("refs/heads/main", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n");
    bench b = bench_open(NULL);
    cg_git_history_request all = wish("");
    all.all_branches = true;
    expect_refused(&b, &all, CG_E_INVALID, "missing in the repository or damaged");
    refuse_rev(&b, "main", CG_E_NOT_FOUND, "no revision");
    bench_close(&b);
    repo_close();
}

/* What is missing below commits is found out on the way: what came before stays, but no name leads there, and
 * when it is back the import goes on. */
static void expect_damage(bench *b, const git_oid *lost, const char *text, uint64_t imported)
{
    cg_git_history_request q = wish("main");
    cg_ingest_result r;
    repo_hide(lost, true);
    assert_int_equal(import(b, &q, &r), CG_E_INVALID);
    repo_hide(lost, false);
    if (strstr(ingest_err.text, text) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", ingest_err.text, text);
    assert_int_equal(head_of(b, "main"), 0);
    assert_int_equal(r.commits_imported, imported);
    bench_expect_sound(b);
}

static void test_damaged_trees_and_contents(void **state)
{
    (void)state;
    sample s = make_sample();
    git_commit *commit;
    git_oid text;
    assert_int_equal(git_commit_lookup(&commit, repo, &s.merged), 0);
    git_oid tree = *git_commit_tree_id(commit);
    git_commit_free(commit);
    assert_int_equal(git_blob_create_from_buffer(&text, repo, USE, strlen(USE)), 0);
    bench b = bench_open(NULL);
    expect_damage(&b, &text, "the content of \"use.py\" is missing", 0);
    expect_damage(&b, &tree, "a directory of a commit is missing", 3);
    assert_int_equal(import_rev(&b, "main").commits_imported, 1);
    expect_sample(&b, &s);
    bench_close(&b);
    repo_close();
}

/* ---- any history ---- */

#define PATHS 12
#define TEXTS 40
#define COMMITS 40

typedef struct tree {
    int texts[PATHS]; /* -1: not there */
} tree;
typedef struct made_commit {
    git_oid oid;
    tree is;
} made_commit;
static const char *const paths[PATHS] = {"a.py",     "b.py",     "c.py",       "lib/a.py",
                                         "lib/b.py", "lib/d.py", "lib/x/e.py", "lib/__init__.py",
                                         "pkg/f.go", "pkg/g.go", "web/h.js",   "web/a.js"};
static char texts[TEXTS][400];
static uint64_t random_state;

static unsigned below(unsigned limit)
{
    random_state = cg_hash64(&random_state, sizeof random_state, 3);
    return (unsigned)(random_state % limit);
}

/* Functions that call those of other files, in the language of the path. */
static void make_texts(void)
{
    static const char *const modules[] = {"a", "b", "c", "lib.a", "lib.b", "lib.x.e"};
    for (unsigned i = 0; i < TEXTS; i++) {
        unsigned f = i % 7, g = below(7);
        if (i % 4 == 2)
            snprintf(texts[i], sizeof texts[i], "package pkg\n\nfunc F%u() { F%u() }\n", f, g);
        else if (i % 4 == 3)
            snprintf(texts[i], sizeof texts[i],
                     "import { f%u } from './a.js';\nexport function f%u() { f%u(); }\n", g, f, g);
        else
            snprintf(texts[i], sizeof texts[i],
                     "from %s import f%u\n\n\ndef f%u():\n    f%u()\n    return %u\n",
                     modules[below(CG_ARRAY_LEN(modules))], g, f, g, i);
    }
}

static int text_for(unsigned path)
{
    unsigned kind = path < 8 ? below(2) : path < 10 ? 2 : 3;
    return (int)(below(TEXTS / 4) * 4 + kind);
}

static void change(tree *t)
{
    for (unsigned n = below(4); n > 0; n--) {
        unsigned at = below(PATHS), to = below(PATHS);
        switch (below(4)) {
        case 0: t->texts[at] = -1; break;
        case 1: /* moved */
            t->texts[to] = t->texts[at];
            t->texts[at] = -1;
            break;
        default: t->texts[at] = text_for(at); break;
        }
    }
}

static git_oid commit_tree(const tree *t, const git_oid *parents, size_t count)
{
    repo_file files[PATHS];
    size_t n = 0;
    for (unsigned i = 0; i < PATHS; i++)
        if (t->texts[i] >= 0)
            files[n++] = (repo_file){paths[i], texts[t->texts[i]],
                                     below(12) == 0 ? GIT_FILEMODE_LINK : BLOB};
    char message[40];
    snprintf(message, sizeof message, "commit %u", below(1000000));
    return repo_commit(files, n, parents, count, message);
}

/* Commits on any that are there, and merges of them, which take files of either. */
static void make_history(made_commit made[COMMITS])
{
    for (size_t i = 0; i < COMMITS; i++) {
        unsigned a = i == 0 ? 0 : (unsigned)i - 1 - below((unsigned)CG_MIN(i, 4u));
        unsigned b = i == 0 ? 0 : below((unsigned)i);
        git_oid parents[] = {made[a].oid, made[b].oid};
        size_t count = i == 0 || below(20) == 0 ? 0 : a != b && below(4) == 0 ? 2 : 1;
        made[i].is = made[a].is;
        for (unsigned p = 0; p < PATHS; p++)
            if (i == 0)
                made[i].is.texts[p] = below(3) == 0 ? -1 : text_for(p);
            else if (count == 2 && below(2))
                made[i].is.texts[p] = made[b].is.texts[p];
        if (below(8) != 0)
            change(&made[i].is);
        made[i].oid = commit_tree(&made[i].is, parents, count);
        char name[40];
        snprintf(name, sizeof name, "refs/heads/b%u", (unsigned)i % 5);
        repo_set(i + 1 == COMMITS ? "refs/heads/main" : name, &made[i].oid);
        snprintf(name, sizeof name, "refs/heads/at/%zu", i);
        repo_set(name, &made[i].oid);
    }
}

static void test_any_history_equals_clean_indexes(void **state)
{
    (void)state;
    unsigned seeds = getenv("CG_LONG") != NULL && *getenv("CG_LONG") ? 20 : 2;
    for (unsigned seed = 1; seed <= seeds; seed++) {
        static made_commit made[COMMITS];
        random_state = seed;
        make_texts();
        repo_open();
        make_history(made);
        bench b = bench_open(NULL);
        cg_git_history_request all = wish("");
        cg_ingest_result r;
        char rev[40];
        snprintf(rev, sizeof rev, "at/%u", below(COMMITS));
        uint64_t before = import_rev(&b, rev).commits;
        all.all_branches = true;
        assert_ok(import(&b, &all, &r));
        assert_int_equal(r.commits, COMMITS);
        assert_int_equal(r.commits_imported, COMMITS - before);
        for (size_t i = 0; i < COMMITS; i++)
            expect_clean(&b, &made[i].oid);
        bench_expect_sound(&b);
        bench_close(&b);
        repo_close();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commits_become_versions),
        cmocka_unit_test(test_all_branches_and_tags),
        cmocka_unit_test(test_main_is_head),
        cmocka_unit_test(test_branches_follow),
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_collected_versions),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_branches_of_clients_are_left_alone),
        cmocka_unit_test(test_repositories_that_cannot_be_followed),
        cmocka_unit_test(test_cyclic_parents),
        cmocka_unit_test(test_damaged_trees_and_contents),
        cmocka_unit_test(test_any_history_equals_clean_indexes),
    };
    cg_log_set_level(CG_LOG_OFF);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
