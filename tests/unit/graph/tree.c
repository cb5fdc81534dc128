// SPDX-License-Identifier: Apache-2.0
#include "tree.h"

#include <stdio.h>

/* ---- names to definitions ---- */

static uint32_t find_def(const toy_file *file, unsigned name)
{
    for (unsigned i = 0; i < file->count; i++)
        if (file->functions[i].name == name)
            return i + 1;
    return CG_NONE;
}

typedef struct place {
    uint32_t file; /* CG_NONE: the caller's own */
    uint32_t def;  /* CG_NONE: not found */
} place;

/* `tree` NULL: the name is looked up in the file itself alone. */
static place resolve(const toy_file *file, const toy_tree *tree, unsigned name)
{
    place at = {CG_NONE, find_def(file, name)};
    for (uint32_t i = 0; tree != NULL && at.def == CG_NONE && i < TOY_FILES_MAX; i++)
        if (tree->files[i].present)
            at = (place){i, find_def(&tree->files[i], name)};
    return at;
}

/* ---- edges ---- */

typedef struct toy_edges {
    cg_link_edge edges[TOY_FUNCTIONS_MAX * (2 * TOY_NAMES_MAX + 1)];
    uint32_t ordinals[TOY_FUNCTIONS_MAX * 2 * TOY_NAMES_MAX];
    cg_external externals[TOY_NAMES_MAX]; /* all that there can be, used or not */
    size_t edges_count, ordinals_count;
} toy_edges;

cg_external toy_external(unsigned number)
{
    static char names[TOY_NAMES_MAX][8];
    int len = snprintf(names[number], sizeof names[number], "x%u", number);
    return (cg_external){CG_LANG_PYTHON, CG_STR("lib"), cg_str_make(names[number], (size_t)len)};
}

static void add_call(toy_edges *out, uint32_t source, place at, const uint32_t *nums,
                     uint32_t ordinal)
{
    bool own = at.file == CG_NONE;
    out->edges[out->edges_count++] = (cg_link_edge){
        .source = source,
        .target_file = own ? CG_NONE : nums[at.file],
        .target = at.def,
        .kind = CG_EDGE_CALLS,
        .rule = own ? CG_RULE_LEXICAL : CG_RULE_IMPORT_BINDING,
        .confidence = 100,
        .first = (uint32_t)out->ordinals_count,
        .count = 1,
    };
    out->ordinals[out->ordinals_count++] = ordinal;
}

static void add_use(toy_edges *out, uint32_t source, unsigned external, uint32_t ordinal)
{
    add_call(out, source, (place){CG_NONE, external}, NULL, ordinal);
    out->edges[out->edges_count - 1].target_file = CG_LINK_EXTERNAL;
}

static void make_edges(toy_edges *out, const toy_file *file, const toy_tree *tree,
                       const uint32_t *nums)
{
    out->edges_count = out->ordinals_count = 0;
    for (uint32_t i = 0; i < file->count; i++) {
        uint32_t ordinal = 0;
        out->edges[out->edges_count++] = (cg_link_edge){.source = 0,
                                                        .target_file = CG_NONE,
                                                        .target = i + 1,
                                                        .kind = CG_EDGE_CONTAINS,
                                                        .rule = CG_RULE_STRUCTURE,
                                                        .confidence = 100};
        for (unsigned name = 0; name < TOY_NAMES_MAX; name++) {
            place at = resolve(file, tree, name);
            if (file->functions[i].calls >> name & 1 && at.def != CG_NONE)
                add_call(out, i + 1, at, nums, ordinal++);
            if (file->functions[i].uses >> name & 1)
                add_use(out, i + 1, name, ordinal++);
        }
    }
    for (unsigned name = 0; name < TOY_NAMES_MAX; name++)
        out->externals[name] = toy_external(name);
}

static cg_code put_edges(cg_commit *commit, uint32_t num, const toy_edges *e, cg_err *err)
{
    cg_file_edges all = {e->edges, e->edges_count, e->ordinals, e->externals, TOY_NAMES_MAX};
    return cg_commit_put_edges(commit, num, &all, err);
}

cg_code toy_put(cg_commit *commit, cg_project *project, const char *path, const toy_file *file,
                cg_err *err)
{
    uint32_t num;
    toy_edges e;
    make_edges(&e, file, NULL, NULL);
    cg_code rc = toy_put_nodes(commit, project, path, file, &num, err);
    return rc == CG_OK ? put_edges(commit, num, &e, err) : rc;
}

static bool calls(const toy_file *file, unsigned name)
{
    for (unsigned i = 0; i < file->count; i++)
        if (file->functions[i].calls >> name & 1)
            return true;
    return false;
}

size_t toy_deps(const toy_file *file, uint64_t out_keys[TOY_NAMES_MAX])
{
    size_t count = 0;
    for (unsigned name = 0; name < TOY_NAMES_MAX; name++)
        if (calls(file, name) && find_def(file, name) == CG_NONE)
            out_keys[count++] = (uint64_t)name << 34; /* any that ascend, up to the limit */
    return count;
}

/* ---- commits ---- */

static bool is_same(const toy_file *a, const toy_file *b)
{
    if (a->present != b->present || a->count != b->count)
        return false;
    for (unsigned i = 0; i < a->count; i++) {
        const toy_function *f = &a->functions[i], *g = &b->functions[i];
        if (f->name != g->name || f->body != g->body || f->calls != g->calls ||
            f->uses != g->uses || f->line != g->line || f->is_method != g->is_method)
            return false;
    }
    return true;
}

static unsigned in_order(const toy_change *change, unsigned n)
{
    return change->backwards ? TOY_FILES_MAX - 1 - n : n;
}

cg_code toy_put_all(cg_commit *commit, cg_project *project, const toy_change *change,
                    uint32_t out_nums[TOY_FILES_MAX], cg_err *err)
{
    cg_code rc = CG_OK;
    for (unsigned n = 0; rc == CG_OK && n < TOY_FILES_MAX; n++) {
        unsigned i = in_order(change, n);
        const toy_file *to = &change->to->files[i];
        char path[16];
        snprintf(path, sizeof path, "f%u.py", i);
        (void)cg_snapshot_find_file(cg_commit_base(commit), cg_str_from(path), &out_nums[i]);
        if (is_same(&change->from->files[i], to))
            continue;
        rc = to->present ? toy_put_nodes(commit, project, path, to, &out_nums[i], err)
                         : cg_commit_delete_file(commit, cg_str_from(path), err);
    }
    return rc;
}

static bool same_target(const toy_change *change, unsigned i, unsigned name)
{
    const toy_tree *from = change->from, *to = change->to;
    place a = resolve(&from->files[i], from, name), b = resolve(&to->files[i], to, name);
    if (a.def == CG_NONE || b.def == CG_NONE)
        return a.def == b.def;
    if (a.file != b.file)
        return false;
    a.file = b.file = a.file == CG_NONE ? i : a.file;
    return from->files[a.file].functions[a.def - 1].is_method ==
           to->files[b.file].functions[b.def - 1].is_method;
}

static bool must_link(const toy_change *change, unsigned i)
{
    if (!change->to->files[i].present)
        return false;
    if (change->relink_all || !is_same(&change->from->files[i], &change->to->files[i]))
        return true;
    for (unsigned name = 0; !change->forget_links && name < TOY_NAMES_MAX; name++)
        if (calls(&change->to->files[i], name) && !same_target(change, i, name))
            return true;
    return false;
}

cg_code toy_link_all(cg_commit *commit, const toy_change *change,
                     const uint32_t nums[TOY_FILES_MAX], cg_err *err)
{
    cg_code rc = CG_OK;
    for (unsigned n = 0; rc == CG_OK && n < TOY_FILES_MAX; n++) {
        unsigned i = in_order(change, n);
        const toy_file *file = &change->to->files[i];
        uint64_t keys[TOY_NAMES_MAX];
        toy_edges e;
        if (!must_link(change, i))
            continue;
        make_edges(&e, file, change->to, nums);
        rc = put_edges(commit, nums[i], &e, err);
        if (rc == CG_OK)
            rc = cg_commit_put_deps(commit, nums[i], keys, toy_deps(file, keys), err);
    }
    return rc;
}

cg_code toy_apply(cg_commit *commit, cg_project *project, const toy_change *change, cg_err *err)
{
    uint32_t nums[TOY_FILES_MAX];
    cg_code rc = toy_put_all(commit, project, change, nums, err);
    return rc == CG_OK ? toy_link_all(commit, change, nums, err) : rc;
}
