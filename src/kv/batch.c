// SPDX-License-Identifier: Apache-2.0
// Batches: operations encoded one after the other, independent of the engine that applies them.
//
//   operation  type (1 byte), family (1 byte), key length (LEB128), value length (LEB128), key, value
#include "kv_int.h"

struct cg_kv_batch {
    cg_buf ops;
    bool stores; /* some operation is not a deletion */
    bool bound;
    uint64_t epoch; /* when bound */
};

cg_kv_batch *cg_kv_batch_create(cg_kv *kv)
{
    CG_ASSERT(kv != NULL);
    return cg_alloc(sizeof(cg_kv_batch));
}

void cg_kv_batch_destroy(cg_kv_batch *batch)
{
    if (batch == NULL)
        return;
    cg_buf_fini(&batch->ops);
    cg_free(batch);
}

void cg_kv_batch_clear(cg_kv_batch *batch)
{
    cg_buf_clear(&batch->ops);
    batch->stores = false;
}

void cg_kv_batch_bind(cg_kv_batch *batch, uint64_t epoch)
{
    batch->bound = true;
    batch->epoch = epoch;
}

bool cg_kv_batch_fits(const cg_kv_batch *batch, uint64_t epoch)
{
    return !batch->bound || batch->epoch == epoch;
}

size_t cg_kv_batch_bytes(const cg_kv_batch *batch)
{
    return batch->ops.len;
}

static void add(cg_kv_batch *batch, cg_kv_op_type type, cg_cf cf, cg_str key, cg_str value)
{
    CG_ASSERT(cf < CG_CF_COUNT);
    cg_buf *ops = &batch->ops;
    /* Reserved at once, so that a refusal leaves no half operation behind. */
    if (cg_buf_reserve(ops, 2 + 10 + 10 + key.len + value.len) == NULL)
        return;
    cg_buf_add_char(ops, (char)type);
    cg_buf_add_char(ops, (char)cf);
    cg_buf_add_varint(ops, key.len);
    cg_buf_add_varint(ops, value.len);
    cg_buf_add_str(ops, key);
    cg_buf_add_str(ops, value);
}

void cg_kv_batch_put(cg_kv_batch *batch, cg_cf cf, cg_str key, cg_str value)
{
    batch->stores = true;
    add(batch, CG_KV_OP_PUT, cf, key, value);
}

void cg_kv_batch_delete(cg_kv_batch *batch, cg_cf cf, cg_str key)
{
    add(batch, CG_KV_OP_DELETE, cf, key, CG_STR_NULL);
}

void cg_kv_batch_append(cg_kv_batch *batch, cg_cf cf, cg_str key, cg_str operand)
{
    batch->stores = true;
    add(batch, CG_KV_OP_APPEND, cf, key, operand);
}

void cg_kv_batch_delete_range(cg_kv_batch *batch, cg_cf cf, cg_str lower, cg_str upper)
{
    CG_ASSERT(upper.len > 0);
    if (cg_str_cmp(lower, upper) < 0)
        add(batch, CG_KV_OP_DELETE_RANGE, cf, lower, upper);
}

bool cg_kv_batch_read(const cg_kv_batch *batch, size_t *pos, cg_kv_op *out_op)
{
    if (*pos >= batch->ops.len)
        return false;
    const uint8_t *start = (const uint8_t *)batch->ops.ptr;
    const uint8_t *end = start + batch->ops.len;
    const uint8_t *p = start + *pos + 2;
    uint64_t key_len = 0, value_len = 0;
    CG_ASSERT(cg_read_varint(&p, end, &key_len) && cg_read_varint(&p, end, &value_len));
    CG_ASSERT(key_len + value_len <= (uint64_t)(end - p));
    out_op->type = (cg_kv_op_type)start[*pos];
    out_op->cf = (cg_cf)start[*pos + 1];
    out_op->key = cg_str_make((const char *)p, key_len);
    out_op->value = cg_str_make((const char *)p + key_len, value_len);
    *pos = (size_t)(p - start) + key_len + value_len;
    return true;
}

cg_code cg_kv_batch_check(const cg_kv_batch *batch, cg_err *err)
{
    if (batch->ops.error != CG_OK)
        return CG_FAIL(err, CG_E_NOMEM, "no memory for a batch of %zu bytes", batch->ops.len);
    return CG_OK;
}

bool cg_kv_batch_empty(const cg_kv_batch *batch)
{
    return batch->ops.len == 0;
}

bool cg_kv_batch_only_deletes(const cg_kv_batch *batch)
{
    return !batch->stores;
}
