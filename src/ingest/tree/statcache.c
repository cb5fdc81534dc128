// SPDX-License-Identifier: Apache-2.0
// Rows: rules u64, then entries: name length u16 | name | size, mtime, ctime, inode u64 | blob 20 |
// lang u8 | skip u8.
#include "tree/statcache.h"

#define ROW_HEAD 8
#define ENTRY_FIXED (4 * 8 + 20 + 2)

void stat_cache_open(stat_cache *cache, cg_kv *kv, cg_str project, cg_str root, uint64_t rules)
{
    cache->kv = kv;
    cache->rules = rules;
    memcpy(cache->prefix, "stat/", 5);
    cg_hash128 tree = cg_hash_128(root.ptr, root.len, cg_hash64(project.ptr, project.len, 0));
    cg_put_be64(cache->prefix + 5, tree.hi);
    cg_put_be64(cache->prefix + 13, tree.lo);
    memcpy(cache->prefix + 21, "/2/", 3); /* the format of rows */
    cache->batch = cg_kv_batch_create(kv);
}

void stat_cache_close(stat_cache *cache)
{
    cg_kv_batch_destroy(cache->batch);
    cache->batch = NULL;
}

static void make_key(const stat_cache *cache, cg_str dir, cg_buf *out)
{
    cg_buf_add(out, cache->prefix, sizeof cache->prefix);
    cg_buf_add_str(out, dir);
}

void stat_row_close(stat_row *row)
{
    cg_kv_pin_release(row->pin);
    *row = (stat_row){0};
}

void stat_row_read(stat_cache *cache, cg_str dir, stat_row *out_row)
{
    *out_row = (stat_row){0};
    CG_AUTO_VALUE(cg_buf) k = {0};
    make_key(cache, dir, &k);
    cg_code rc = cg_kv_get(cache->kv, NULL, CG_CF_METADATA, cg_buf_str(&k), &out_row->pin,
                           &out_row->value, NULL);
    if (rc != CG_OK) { /* unreadable is as good as absent: the files are read again */
        *out_row = (stat_row){0};
        return;
    }
    bool holds = out_row->value.len >= ROW_HEAD &&
                 cg_get_be64((const uint8_t *)out_row->value.ptr) == cache->rules;
    if (holds)
        out_row->value = cg_str_slice(out_row->value, ROW_HEAD, out_row->value.len);
    else
        stat_row_close(out_row);
}

static bool entry_at(cg_str value, size_t at, cg_str *out_name, const uint8_t **out_fixed,
                     size_t *out_next)
{
    if (at + 2 > value.len)
        return false;
    size_t name_len = cg_get_be16((const uint8_t *)value.ptr + at);
    if (at + 2 + name_len + ENTRY_FIXED > value.len)
        return false;
    *out_name = cg_str_make(value.ptr + at + 2, name_len);
    *out_fixed = (const uint8_t *)value.ptr + at + 2 + name_len;
    *out_next = at + 2 + name_len + ENTRY_FIXED;
    return true;
}

static void read_fixed(const uint8_t *p, stat_entry *out)
{
    out->size = cg_get_be64(p);
    out->mtime_ns = cg_get_be64(p + 8);
    out->ctime_ns = cg_get_be64(p + 16);
    out->inode = cg_get_be64(p + 24);
    memcpy(out->blob.bytes, p + 32, 20);
    out->lang = p[52];
    out->skip = p[53];
}

bool stat_row_find(stat_row *row, cg_str name, stat_entry *out_entry)
{
    size_t start = row->next, at = start;
    cg_str found;
    const uint8_t *fixed;
    do {
        size_t next;
        if (!entry_at(row->value, at, &found, &fixed, &next)) {
            if (at == 0 || start == 0)
                return false;
            at = 0; /* once around */
            continue;
        }
        if (cg_str_eq(found, name)) {
            read_fixed(fixed, out_entry);
            row->next = next;
            return true;
        }
        at = next;
    } while (at != start);
    return false;
}

size_t stat_row_entry_bytes(cg_str name)
{
    return 2 + name.len + ENTRY_FIXED;
}

void stat_row_add(cg_buf *out, cg_str name, const stat_entry *entry)
{
    uint8_t head[2], fixed[ENTRY_FIXED];
    cg_put_be16(head, (uint16_t)name.len);
    cg_put_be64(fixed, entry->size);
    cg_put_be64(fixed + 8, entry->mtime_ns);
    cg_put_be64(fixed + 16, entry->ctime_ns);
    cg_put_be64(fixed + 24, entry->inode);
    memcpy(fixed + 32, entry->blob.bytes, 20);
    fixed[52] = entry->lang;
    fixed[53] = entry->skip;
    cg_buf_add(out, head, sizeof head);
    cg_buf_add_str(out, name);
    cg_buf_add(out, fixed, sizeof fixed);
}

void stat_row_save(stat_cache *cache, cg_str dir, const stat_row *before, cg_str now)
{
    if (cg_str_eq(before->value, now))
        return;
    CG_AUTO_VALUE(cg_buf) k = {0};
    CG_AUTO_VALUE(cg_buf) value = {0};
    make_key(cache, dir, &k);
    uint8_t head[ROW_HEAD];
    cg_put_be64(head, cache->rules);
    cg_buf_add(&value, head, sizeof head);
    cg_buf_add_str(&value, now);
    if (now.len == 0)
        cg_kv_batch_delete(cache->batch, CG_CF_METADATA, cg_buf_str(&k));
    else
        cg_kv_batch_put(cache->batch, CG_CF_METADATA, cg_buf_str(&k), cg_buf_str(&value));
}

cg_code stat_cache_write(stat_cache *cache, cg_err *err)
{
    return cg_kv_write(cache->kv, cache->batch, false, err);
}
