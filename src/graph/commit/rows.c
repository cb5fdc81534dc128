// SPDX-License-Identifier: Apache-2.0
// Gathering, sorting and writing the rows of a commit.
#include "rows.h"

#define BLOCK_MIN_BYTES 1024u /* most commits are of a few rows */
#define BLOCK_MAX_BYTES (1u << 20)
#define AHEAD 8u /* rows in the order of keys lie anywhere, so the next ones are asked for early */

static row_block *add_block(row_family *family, size_t need)
{
    size_t count = family->blocks.len;
    size_t size = count > 0 ? family->blocks.ptr[count - 1].size * 2 : BLOCK_MIN_BYTES;
    size = CG_MAX(need, CG_MIN(size, (size_t)BLOCK_MAX_BYTES));
    CG_VEC_PUSH(&family->blocks, (row_block){.bytes = cg_realloc(NULL, size), .size = size});
    return &family->blocks.ptr[count];
}

static void family_add(row_family *family, cg_str k, cg_str value)
{
    CG_ASSERT(k.len <= UINT16_MAX && value.len < UINT32_MAX);
    size_t need = ROW_HEAD + k.len + value.len, count = family->blocks.len;
    row_block *block = count > 0 ? &family->blocks.ptr[count - 1] : NULL;
    if (block == NULL || block->size - block->used < need)
        block = add_block(family, need);
    char *row = block->bytes + block->used;
    uint16_t key_len = (uint16_t)k.len;
    uint32_t value_len = (uint32_t)value.len;
    memcpy(row, &key_len, sizeof key_len);
    memcpy(row + sizeof key_len, &value_len, sizeof value_len);
    memcpy(row + ROW_HEAD, k.ptr, k.len);
    if (value.len > 0)
        memcpy(row + ROW_HEAD + k.len, value.ptr, value.len);
    block->used += need;
    family->count++;
}

static void count_row(rows *r, cg_str k, cg_str value)
{
    r->bytes += k.len + value.len + ROW_HEAD + sizeof(row_ref);
    r->count++;
}

void rows_put(rows *r, cg_cf cf, cg_str k, cg_str value)
{
    family_add(&r->puts[cf], k, value);
    count_row(r, k, value);
}

void rows_append(rows *r, cg_str k, cg_str operand)
{
    family_add(&r->appends, k, operand);
    count_row(r, k, operand);
}

static void family_clear(row_family *family)
{
    for (size_t i = 0; i < family->blocks.len; i++)
        cg_free(family->blocks.ptr[i].bytes);
    CG_VEC_FINI(&family->blocks);
    CG_VEC_FINI(&family->index);
    family->count = 0;
}

void rows_clear(rows *r)
{
    for (size_t cf = 0; cf < CG_CF_COUNT; cf++)
        family_clear(&r->puts[cf]);
    family_clear(&r->appends);
    r->bytes = r->count = 0;
}

/* ---- in the order of keys ---- */

static void row_at(const row_family *family, size_t i, cg_str *out_key, cg_str *out_value)
{
    if (i + AHEAD < family->index.len)
        __builtin_prefetch(family->index.ptr[i + AHEAD].row);
    row_read(family->index.ptr[i].row, out_key, out_value);
}

/* Whether the next row has the same key; rows of one key have had the same bytes for their order. */
static bool next_has_key(const row_family *family, size_t i, cg_str k)
{
    const row_ref *row = &family->index.ptr[i];
    cg_str next, value;
    if (i + 1 == family->index.len || row[0].order != row[1].order)
        return false;
    row_read(row[1].row, &next, &value);
    return cg_str_eq(next, k);
}

/* Postings of a term come from many files; joined they are one operand. `*inout_at` moves to those of the next
 * key. `joined` is overwritten. */
static cg_str next_append(const row_family *appends, size_t *inout_at, cg_buf *joined)
{
    cg_str k, operand;
    bool more;
    cg_buf_clear(joined);
    do {
        row_at(appends, *inout_at, &k, &operand);
        cg_buf_add_str(joined, operand);
        more = next_has_key(appends, *inout_at, k);
        ++*inout_at;
    } while (more);
    return k;
}

/* ---- batches ---- */

void rows_to_batch(rows *r, cg_kv_batch *batch)
{
    cg_str k, value;
    for (size_t cf = 0; cf < CG_CF_COUNT; cf++) {
        row_family *family = &r->puts[cf];
        /* who comes right behind the one before costs half of one anywhere */
        rows_sort(family, (cg_cf)cf);
        for (size_t i = 0; i < family->index.len; i++) {
            row_at(family, i, &k, &value);
            cg_kv_batch_put(batch, (cg_cf)cf, k, value);
        }
    }
    CG_AUTO_VALUE(cg_buf) joined = {0};
    rows_sort(&r->appends, CG_CF_INDEXES);
    for (size_t i = 0; i < r->appends.index.len;) {
        k = next_append(&r->appends, &i, &joined);
        cg_kv_batch_append(batch, CG_CF_INDEXES, k, cg_buf_str(&joined));
    }
}

/* ---- loading ---- */

/* What becomes the tables of one family. */
typedef struct load_job {
    cg_kv *kv;
    cg_cf cf;
    row_family *puts, *appends; /* the latter or NULL */
    size_t appended;
    cg_buf joined;
    cg_kv_loader *loader;
    cg_code rc;
    cg_err err;
    struct load_group *group;
} load_job;

/* Appends whose keys come before `k`; all that are left where that is NULL. */
static cg_code append_before(load_job *job, const cg_str *k, cg_err *err)
{
    cg_code rc = CG_OK;
    while (rc == CG_OK && job->appends != NULL && job->appended < job->appends->index.len) {
        cg_str next, operand;
        row_at(job->appends, job->appended, &next, &operand);
        if (k != NULL && cg_str_cmp(next, *k) > 0)
            break;
        next = next_append(job->appends, &job->appended, &job->joined);
        rc = cg_kv_loader_append(job->loader, job->cf, next, cg_buf_str(&job->joined), err);
    }
    return rc;
}

static cg_code load_rows(load_job *job, cg_err *err)
{
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < job->puts->index.len; i++) {
        cg_str k, value;
        row_at(job->puts, i, &k, &value);
        if (next_has_key(job->puts, i, k))
            continue;
        rc = append_before(job, &k, err);
        if (rc == CG_OK)
            rc = cg_kv_loader_put(job->loader, job->cf, k, value, err);
    }
    return rc == CG_OK ? append_before(job, NULL, err) : rc;
}

/* Puts the rows of a family into tables aside; nothing is in the store before their commit. Their memory is the next family's. */
static cg_code prepare(load_job *job, cg_err *err)
{
    rows_sort(job->puts, job->cf);
    if (job->appends != NULL)
        rows_sort(job->appends, job->cf);
    cg_code rc = cg_kv_loader_open(job->kv, &job->loader, err);
    if (rc == CG_OK)
        rc = load_rows(job, err);
    cg_buf_fini(&job->joined);
    family_clear(job->puts);
    if (job->appends != NULL)
        family_clear(job->appends);
    return rc;
}

typedef struct load_group {
    cg_mutex mu;
    cg_cond done;
    size_t waiting; /* guarded by mu */
} load_group;

static void run_job(void *arg)
{
    load_job *job = arg;
    job->rc = prepare(job, &job->err);
    cg_mutex_lock(&job->group->mu);
    job->group->waiting--;
    cg_cond_signal(&job->group->done);
    cg_mutex_unlock(&job->group->mu);
}

static void run_jobs(load_job *jobs, size_t count, cg_pool *pool, load_group *group)
{
    group->waiting = count;
    for (size_t i = 0; i < count; i++)
        if (pool == NULL || cg_pool_submit(pool, run_job, &jobs[i], NULL) != CG_OK)
            run_job(&jobs[i]);
    cg_mutex_lock(&group->mu);
    while (group->waiting > 0)
        cg_cond_wait(&group->done, &group->mu);
    cg_mutex_unlock(&group->mu);
}

static cg_code commit_jobs(load_job *jobs, size_t count, cg_err *err)
{
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < count; i++) {
        rc = jobs[i].rc;
        if (rc != CG_OK && err != NULL)
            *err = jobs[i].err;
    }
    for (size_t i = 0; rc == CG_OK && i < count; i++)
        rc = cg_kv_loader_commit(jobs[i].loader, err);
    for (size_t i = 0; i < count; i++)
        cg_kv_loader_close(jobs[i].loader);
    return rc;
}

/* A crash may come after any family. A unit number that an index row gives out promises the unit's
 * postings, which come with it, and its unit; a unit promises its source. So families go in this order:
 * sources, units, indexes, and what the generation hides. */
cg_code rows_load(rows *r, cg_kv *kv, cg_pool *pool, cg_err *err)
{
    load_group group;
    cg_mutex_init(&group.mu, CG_LOCK_GRAPH_LOAD);
    cg_cond_init(&group.done);
    load_job jobs[CG_CF_COUNT] = {0};
    size_t count = 0;
    for (size_t cf = CG_CF_COUNT; cf-- > 0;) {
        row_family *puts = &r->puts[cf], *appends = cf == CG_CF_INDEXES ? &r->appends : NULL;
        if (puts->count > 0 || (appends != NULL && appends->count > 0))
            jobs[count++] = (load_job){
                .kv = kv, .cf = (cg_cf)cf, .puts = puts, .appends = appends, .group = &group};
    }
    run_jobs(jobs, count, pool, &group);
    cg_code rc = commit_jobs(jobs, count, err);
    cg_cond_fini(&group.done);
    cg_mutex_fini(&group.mu);
    rows_clear(r);
    return rc;
}
