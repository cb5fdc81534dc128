// SPDX-License-Identifier: Apache-2.0
// A search by a regular expression from its text to one hit after the other.
#include "regex_int.h"

cg_regex_limits cg_regex_limits_default(void)
{
    return (cg_regex_limits){.steps = 10000000,
                             .depth = 100000,
                             .memory_bytes = 16u << 20,
                             .file_ns = UINT64_C(250000000)};
}

const char *cg_regex_gap_text(unsigned reason)
{
    static const char *const words[] = {[CG_REGEX_GAP_LIMIT] = "limit",
                                        [CG_REGEX_GAP_TIME] = "time",
                                        [CG_REGEX_GAP_SOURCE] = "no_source"};
    return reason < CG_ARRAY_LEN(words) && words[reason] != NULL ? words[reason] : "";
}

/* ---- opening ---- */

static void begin(cg_regex_search *r, const cg_snapshot *snap, const cg_query *query)
{
    search_open(&r->s, cg_snapshot_ref((cg_snapshot *)snap), query);
    r->query = *query;
    r->query.text = cg_arena_str(r->s.scratch, query->text);
    r->query.filter.path = cg_arena_str(r->s.scratch, query->filter.path);
    r->query.filter.name = r->s.name_glob;
    r->s.query = &r->query;
    r->arena = cg_arena_create(0);
    r->emptied = cg_arena_save(r->arena);
}

static cg_code prepare(cg_regex_search *r, cg_err *err)
{
    cg_str pattern;
    cg_code rc = query_read_pattern(r->query.text, r->s.scratch, &pattern, &r->s.filters, err);
    if (rc == CG_OK)
        rc = matcher_create(pattern, &r->limits, &r->matcher, err);
    if (rc != CG_OK) {
        (void)cg_err_at(err, "q");
        return rc;
    }
    if (!cg_store_keeps_sources(r->s.store))
        return CG_FAIL(err, CG_E_UNPROCESSABLE,
                       "no sources are kept (storage.keep_sources), so there is no text to search");
    search_narrow(&r->s);
    if (!search_is_of_project(&r->s))
        return CG_OK;
    return regex_choose_files(r, pattern, err);
}

/* To the file of the position, or the first behind it. */
static void seek(cg_regex_search *r, cg_regex_position from)
{
    const cg_file *file = cg_snapshot_file(r->s.snap, from.file);
    if (!from.begun || file == NULL)
        return;
    int behind = from.given == CG_REGEX_WHOLE_FILE;
    while (r->at < r->files.len &&
           cg_str_cmp(cg_snapshot_file(r->s.snap, r->files.ptr[r->at])->path, file->path) < behind)
        r->at++;
    r->first = r->at;
    r->position = from;
}

cg_code cg_regex_open(const cg_snapshot *snap, const cg_query *query, const cg_regex_limits *limits,
                      cg_regex_position from, cg_regex_search **out_search, cg_err *err)
{
    cg_regex_search *r = cg_alloc(sizeof *r);
    r->limits = *limits;
    begin(r, snap, query);
    cg_code rc = prepare(r, err);
    if (rc != CG_OK) {
        cg_regex_close(r);
        return rc;
    }
    seek(r, from);
    *out_search = r;
    return CG_OK;
}

void cg_regex_close(cg_regex_search *r)
{
    if (r == NULL)
        return;
    cg_snapshot *snap = (cg_snapshot *)r->s.snap;
    matcher_destroy(r->matcher);
    cg_unit_pin_release(r->source);
    CG_VEC_FINI(&r->files);
    CG_VEC_FINI(&r->hits);
    cg_arena_destroy(r->arena);
    search_close(&r->s);
    cg_snapshot_release(snap);
    cg_free(r);
}

/* ---- one hit after the other ---- */

/* Goes on in the next file. Hits of it that were given before are passed over. */
static cg_code next_file(cg_regex_search *r, cg_err *err)
{
    uint32_t file = r->files.ptr[r->at];
    cg_code rc = regex_search_file(r, file, err);
    if (rc != CG_OK)
        return rc;
    bool again = r->position.begun && r->position.file == file;
    r->given = again ? CG_MIN((size_t)r->position.given, r->hits.len) : 0;
    r->position = (cg_regex_position){.begun = true, .file = file, .given = (uint32_t)r->given};
    r->at++;
    return CG_OK;
}

/* Between calls nothing of the store is held. */
static void let_go(cg_regex_search *r)
{
    cg_unit_pin_release(r->s.pin);
    r->s.pin = NULL;
}

cg_code cg_regex_next(cg_regex_search *r, uint64_t until_ns, cg_regex_did *out_did,
                      cg_regex_hit *out_hit, cg_err *err)
{
    while (r->given == r->hits.len) {
        bool ended = r->at == r->files.len;
        if (ended || (r->at > r->first && cg_now_ns() > until_ns)) {
            *out_did = ended ? CG_REGEX_END : CG_REGEX_PAUSE;
            if (r->at > r->first)
                r->position.given = CG_REGEX_WHOLE_FILE;
            let_go(r);
            return CG_OK;
        }
        cg_code rc = next_file(r, err);
        if (rc != CG_OK)
            return rc;
    }
    *out_hit = r->hits.ptr[r->given++];
    r->position.given = (uint32_t)r->given;
    *out_did = CG_REGEX_HIT;
    return CG_OK;
}

cg_regex_position cg_regex_at(const cg_regex_search *r)
{
    return r->position;
}

const cg_regex_coverage *cg_regex_covered(const cg_regex_search *r)
{
    return &r->coverage;
}
