// SPDX-License-Identifier: Apache-2.0
// Gathering, sorting and writing the rows of a commit.
#include "rows.h"

#define ROW_HEAD 6
#define APPEND_BATCH_BYTES (8u << 20)

static size_t shared_prefix(cg_cf cf)
{
    return cf == CG_CF_UNITS || cf == CG_CF_SOURCES || cf == CG_CF_METADATA ? 0 : KEY_PREFIX;
}

static uint64_t order_of(cg_str k, size_t skip)
{
    uint8_t head[8] = {0};
    if (k.len > skip)
        memcpy(head, k.ptr + skip, CG_MIN(k.len - skip, sizeof head));
    return cg_get_be64(head);
}

static void family_add(row_family *family, cg_str k, cg_str value, size_t skip)
{
    row_ref ref = {order_of(k, skip), (uint32_t)family->bytes.len};
    CG_ASSERT(k.len <= UINT16_MAX && value.len < UINT32_MAX && family->bytes.len < UINT32_MAX);
    uint8_t head[ROW_HEAD];
    cg_put_be16(head, (uint16_t)k.len);
    cg_put_be32(head + 2, (uint32_t)value.len);
    cg_buf_add(&family->bytes, head, sizeof head);
    cg_buf_add_str(&family->bytes, k);
    cg_buf_add_str(&family->bytes, value);
    CG_VEC_PUSH(&family->index, ref);
}

void rows_at(const row_family *family, uint32_t offset, cg_str *out_key, cg_str *out_value)
{
    const char *p = family->bytes.ptr + offset;
    size_t key_len = cg_get_be16((const uint8_t *)p);
    size_t value_len = cg_get_be32((const uint8_t *)p + 2);
    *out_key = cg_str_make(p + ROW_HEAD, key_len);
    *out_value = cg_str_make(p + ROW_HEAD + key_len, value_len);
}

void rows_put(rows *r, cg_cf cf, cg_str k, cg_str value)
{
    family_add(&r->puts[cf], k, value, shared_prefix(cf));
    r->bytes += k.len + value.len + ROW_HEAD + sizeof(row_ref);
    r->count++;
}

void rows_append(rows *r, cg_str k, cg_str operand)
{
    family_add(&r->appends, k, operand, KEY_PREFIX);
    r->bytes += k.len + operand.len + ROW_HEAD + sizeof(row_ref);
    r->count++;
}

static void family_clear(row_family *family)
{
    CG_VEC_CLEAR(&family->index);
    cg_buf_clear(&family->bytes);
}

static void family_fini(row_family *family)
{
    CG_VEC_FINI(&family->index);
    cg_buf_fini(&family->bytes);
}

void rows_clear(rows *r)
{
    for (size_t cf = 0; cf < CG_CF_COUNT; cf++)
        family_clear(&r->puts[cf]);
    family_clear(&r->appends);
    r->bytes = r->count = 0;
}

void rows_fini(rows *r)
{
    for (size_t cf = 0; cf < CG_CF_COUNT; cf++)
        family_fini(&r->puts[cf]);
    family_fini(&r->appends);
    r->bytes = r->count = 0;
}

/* ---- batches ---- */

/* Postings of a term come from many files; joined they are one operand. The appends are sorted; `*inout_at`
 * moves to those of the next key. `joined` is overwritten. */
static cg_str next_append(const rows *r, size_t *inout_at, cg_buf *joined)
{
    const row_family *family = &r->appends;
    cg_str k, next, operand;
    cg_buf_clear(joined);
    rows_at(family, family->index.ptr[*inout_at].offset, &k, &operand);
    do {
        cg_buf_add_str(joined, operand);
        if (++*inout_at == family->index.len)
            break;
        rows_at(family, family->index.ptr[*inout_at].offset, &next, &operand);
    } while (cg_str_eq(next, k));
    return k;
}

void rows_to_batch(rows *r, cg_kv_batch *batch)
{
    cg_str k, value;
    for (size_t cf = 0; cf < CG_CF_COUNT; cf++) {
        rows_sort(
            &r->puts[cf]); /* who comes right behind the one before costs half of one anywhere */
        for (size_t i = 0; i < r->puts[cf].index.len; i++) {
            rows_at(&r->puts[cf], r->puts[cf].index.ptr[i].offset, &k, &value);
            cg_kv_batch_put(batch, (cg_cf)cf, k, value);
        }
    }
    CG_AUTO_VALUE(cg_buf) joined = {0};
    rows_sort(&r->appends);
    for (size_t i = 0; i < r->appends.index.len;) {
        k = next_append(r, &i, &joined);
        cg_kv_batch_append(batch, CG_CF_INDEXES, k, cg_buf_str(&joined));
    }
}

/* ---- loading ---- */

/* Puts the rows of a family into tables aside; nothing is in the store before their commit. */
static cg_code prepare_family(cg_kv *kv, cg_cf cf, row_family *family, cg_kv_loader **out_loader,
                              cg_err *err)
{
    rows_sort(family);
    cg_code rc = cg_kv_loader_open(kv, out_loader, err);
    for (size_t i = 0; rc == CG_OK && i < family->index.len; i++) {
        cg_str k, value, next_key, next_value;
        rows_at(family, family->index.ptr[i].offset, &k, &value);
        if (i + 1 < family->index.len) {
            rows_at(family, family->index.ptr[i + 1].offset, &next_key, &next_value);
            if (cg_str_eq(k, next_key))
                continue;
        }
        rc = cg_kv_loader_put(*out_loader, cf, k, value, err);
    }
    return rc;
}

static cg_code write_appends(rows *r, cg_kv *kv, cg_err *err)
{
    rows_sort(&r->appends);
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(kv);
    CG_AUTO_VALUE(cg_buf) joined = {0};
    for (size_t i = 0; i < r->appends.index.len;) {
        cg_str k = next_append(r, &i, &joined);
        cg_kv_batch_append(batch, CG_CF_INDEXES, k, cg_buf_str(&joined));
        if (cg_kv_batch_bytes(batch) > APPEND_BATCH_BYTES) {
            cg_code rc = cg_kv_write(kv, batch, false, err);
            if (rc != CG_OK)
                return rc;
        }
    }
    return cg_kv_write(kv, batch, true, err);
}

typedef struct load_job {
    cg_kv *kv;
    cg_cf cf;
    row_family *family;
    cg_kv_loader *loader;
    cg_code rc;
    cg_err err;
    struct load_group *group;
} load_job;

typedef struct load_group {
    cg_mutex mu;
    cg_cond done;
    size_t waiting; /* guarded by mu */
} load_group;

static void run_job(void *arg)
{
    load_job *job = arg;
    job->rc = prepare_family(job->kv, job->cf, job->family, &job->loader, &job->err);
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
 * postings, and its unit; a unit promises its source. So postings go first, then families in this
 * order: sources, units, indexes, and what the generation hides. */
cg_code rows_load(rows *r, cg_kv *kv, cg_pool *pool, cg_err *err)
{
    cg_code rc = write_appends(r, kv, err);
    if (rc != CG_OK)
        return rc;
    load_group group;
    cg_mutex_init(&group.mu, CG_LOCK_GRAPH_LOAD);
    cg_cond_init(&group.done);
    load_job jobs[CG_CF_COUNT] = {0};
    size_t count = 0;
    for (size_t cf = CG_CF_COUNT; cf-- > 0;)
        if (r->puts[cf].index.len > 0)
            jobs[count++] =
                (load_job){.kv = kv, .cf = (cg_cf)cf, .family = &r->puts[cf], .group = &group};
    run_jobs(jobs, count, pool, &group);
    rc = commit_jobs(jobs, count, err);
    cg_cond_fini(&group.done);
    cg_mutex_fini(&group.mu);
    rows_clear(r);
    return rc;
}
