// SPDX-License-Identifier: Apache-2.0
// Filters of a query and the small factors that rank one kind of place above another.
#include "paths.h"
#include "search_int.h"

#define FILE_KNOWN 1u
#define FILE_PASSES 2u
#define FILE_ROLE_SHIFT 2
#define FILE_ROLE_MASK 3u
#define FILE_WATCHED 128u

void search_narrow(search *s)
{
    const cg_query_filter *own = &s->query->filter;
    s->filters.kinds &= own->kinds != 0 ? own->kinds : UINT64_MAX;
    s->filters.langs &= own->langs != 0 ? own->langs : UINT32_MAX;
}

bool search_is_of_project(const search *s)
{
    return query_repo_passes(&s->filters, cg_project_name(cg_snapshot_project(s->snap)));
}

static bool passes_lang(const search *s, unsigned lang)
{
    uint32_t langs = s->filters.langs;
    return langs == UINT32_MAX || (lang < CG_LANG_LIMIT && (langs >> lang & 1));
}

static path_role role_of(const search *s, uint32_t num, cg_str path)
{
    unsigned known = num < s->roles_limit ? s->roles[num] : 0;
    return known > 0 ? (path_role)(known - 1) : path_role_of(path);
}

static uint8_t file_state(search *s, uint32_t num)
{
    if (s->files[num] & FILE_KNOWN)
        return s->files[num];
    cg_str glob = s->query->filter.path;
    const cg_file *file = cg_snapshot_file(s->snap, num);
    unsigned state = FILE_KNOWN | (unsigned)role_of(s, num, file->path) << FILE_ROLE_SHIFT;
    if (passes_lang(s, file->lang) && (glob.len == 0 || cg_glob_match(glob, file->path)) &&
        query_path_passes(&s->filters, file->path))
        state |= FILE_PASSES;
    s->files[num] |= (uint8_t)state;
    return s->files[num];
}

bool filter_asks_of_files(const search *s)
{
    return s->filters.langs != UINT32_MAX || s->filters.paths.count > 0 ||
           s->query->filter.path.len > 0;
}

bool filter_file(search *s, uint32_t file)
{
    return file_state(s, file) & FILE_PASSES;
}

void file_watch(search *s, uint32_t file)
{
    s->files[file] |= FILE_WATCHED;
}

bool file_is_watched(const search *s, uint32_t file)
{
    return s->files[file] & FILE_WATCHED;
}

bool filter_fileless(const search *s, unsigned lang)
{
    return s->query->filter.path.len == 0 && query_pathless_passes(&s->filters) &&
           passes_lang(s, lang);
}

bool filter_name(const search *s, cg_str lower_name)
{
    return (s->name_glob.len == 0 || cg_glob_match(s->name_glob, lower_name)) &&
           query_name_passes(&s->filters, lower_name);
}

bool filter_asks_of_names(const search *s)
{
    return s->name_glob.len > 0 || s->filters.names.count > 0;
}

cg_code filter_def(search *s, uint32_t file, uint32_t def, bool *out_passes, cg_err *err)
{
    *out_passes = true;
    if (!filter_asks_of_names(s))
        return CG_OK;
    const cg_unit *unit;
    cg_code rc = search_unit(s, file, &unit, err);
    if (rc != CG_OK)
        return rc;
    if (def >= unit->defs.len)
        return CG_FAIL(err, CG_E_CORRUPT, "a stored search entry names no definition");
    cg_str name = cg_unit_str(unit, unit->defs.ptr[def].name);
    if (name.len == 0 && def == 0)
        name = path_base(cg_snapshot_file(s->snap, file)->path);
    char lower[CG_NAME_INDEX_MAX];
    *out_passes = filter_name(s, cg_name_fold(name, lower));
    return CG_OK;
}

double prior_file(search *s, uint32_t file)
{
    switch ((path_role)(file_state(s, file) >> FILE_ROLE_SHIFT & FILE_ROLE_MASK)) {
    case PATH_TEST: return s->plan.about_tests ? 1.0 : 0.75;
    case PATH_VENDORED: return 0.7;
    default: return 1.0;
    }
}

double prior_kind(unsigned kind)
{
    switch (kind) {
    case CG_NODE_IMPORT: return 0.3;
    case CG_NODE_EXTERNAL: return 0.3;
    case CG_NODE_IMPL:
    case CG_NODE_FIELD:
    case CG_NODE_PROPERTY:
    case CG_NODE_ENUM_MEMBER: return 0.8;
    case CG_NODE_VARIABLE:
    case CG_NODE_CONSTANT:
    case CG_NODE_FILE:
    case CG_NODE_MODULE:
    case CG_NODE_PACKAGE:
    case CG_NODE_NAMESPACE: return 0.85;
    default: /* types and what can be called */ return 1.0;
    }
}
