// SPDX-License-Identifier: Apache-2.0
// What indexes know of files, into a commit: rows that linking reads (docs/adr/0032-what-indexes-know.md).
#include "ingest_int.h"

#include <stdlib.h>

static int compare_rows(const void *a, const void *b)
{
    return memcmp(((const cg_known_row *)a)->file.bytes, ((const cg_known_row *)b)->file.bytes,
                  sizeof(cg_id));
}

typedef struct known_ids {
    const cg_known_rows *rows; /* in order */
    CG_VEC(cg_id) others;
} known_ids;

static bool list_other(void *arg, cg_id id, cg_str value)
{
    known_ids *ids = arg;
    const cg_known_row wanted = {.file = id};
    (void)value;
    if (ids->rows->count == 0 ||
        bsearch(&wanted, ids->rows->list, ids->rows->count, sizeof wanted, compare_rows) == NULL)
        CG_VEC_PUSH(&ids->others, id);
    return true;
}

static cg_code drop_others(run *r, const cg_known_rows *rows, size_t *out_dropped, cg_err *err)
{
    known_ids ids = {.rows = rows};
    cg_code rc =
        cg_snapshot_scan_metadata(cg_commit_base(r->commit), CG_OWNER_KNOWN, list_other, &ids, err);
    for (size_t i = 0; rc == CG_OK && i < ids.others.len; i++)
        rc = linking_know(r->linking, ids.others.ptr[i], CG_STR_NULL, err);
    *out_dropped = ids.others.len;
    CG_VEC_FINI(&ids.others);
    return rc;
}

static cg_code put_rows(run *r, const cg_known_rows *rows, size_t *out_dropped, cg_err *err)
{
    cg_code rc = rows->drop ? drop_others(r, rows, out_dropped, err) : CG_OK;
    for (size_t i = 0; rc == CG_OK && i < rows->count; i++) {
        rc = linking_know(r->linking, rows->list[i].file, rows->list[i].value, err);
        if (rc == CG_OK)
            rc = run_may_go_on(r, err);
    }
    return rc == CG_OK ? linking_run(r->linking, err) : rc;
}

cg_code cg_ingest_known(cg_ingest *ingest, cg_project *project, const cg_known_rows *rows,
                        cg_known_result *out_result, cg_err *err)
{
    run_share share = {.list = LIST_NONE};
    run r = {
        .ingest = ingest, .project = project, .share = &share, .deadline_ns = rows->deadline_ns};
    cg_commit_options opts =
        run_commit_options(ingest, &rows->target, rows->dry_run, rows->deadline_ns);
    *out_result = (cg_known_result){.dropped = 0};
    if (rows->count > 1)
        qsort(rows->list, rows->count, sizeof *rows->list, compare_rows);
    cg_code rc = cg_commit_begin(project, &opts, &r.commit, err);
    if (rc != CG_OK)
        return rc;
    r.linking = linking_open(&r);
    linking_compare(r.linking, &out_result->agreement);
    rc = put_rows(&r, rows, &out_result->dropped, err);
    return run_finish(&r, rc, rows->target.message, rows->dry_run, &out_result->commit, err);
}
