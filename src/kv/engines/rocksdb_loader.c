// SPDX-License-Identifier: Apache-2.0
// First loads: sorted tables are written beside the store, in <store>/ingest-tmp, and then linked
// into it. A crash leaves files there that the next open removes.
#include <dirent.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "engines/rocksdb_int.h"

#define LOAD_DIR "ingest-tmp"
#define FILE_BYTES_MAX ((uint64_t)64 << 20)
#define SPACE_STEP ((size_t)1 << 20) /* bytes between two looks at the free space */

/** The tables of one column family that were not ingested yet. */
typedef struct cf_load {
    rocksdb_sstfilewriter_t *writer; /* NULL between files */
    CG_VEC(char *) files;            /* the last one is open while writer is set */
    cg_buf last_key;
    bool any_key;
    size_t unchecked_bytes; /* put since the last look at the free space */
} cf_load;

typedef struct rdb_loader {
    cg_kv_loader base;
    rdb_store *store;
    rocksdb_envoptions_t *env;
    bool failed; /* what is on disk is not trustworthy: only closing is left */
    cf_load cfs[CG_CF_COUNT];
} rdb_loader;

void cg_rdb_loader_sweep(const char *store_path)
{
    cg_buf path = {0};
    cg_buf_printf(&path, "%s/" LOAD_DIR, store_path);
    cg_buf_add_char(&path, '\0');
    DIR *dir = opendir(path.ptr);
    if (dir != NULL) {
        const struct dirent *entry;
        while ((entry = readdir(dir)) != NULL) {
            if (cg_str_ends(cg_str_from(entry->d_name), CG_STR(".sst")))
                (void)unlinkat(dirfd(dir), entry->d_name, 0);
        }
        (void)closedir(dir);
    }
    cg_buf_fini(&path);
}

cg_code cg_rdb_loader_open(cg_kv *kv, cg_kv_loader **out_loader, cg_err *err)
{
    rdb_store *store = (rdb_store *)kv;
    cg_buf path = {0};
    cg_buf_printf(&path, "%s/" LOAD_DIR, store->path);
    cg_buf_add_char(&path, '\0');
    cg_code rc = cg_make_dirs(path.ptr, err);
    cg_buf_fini(&path);
    if (rc != CG_OK)
        return rc;
    cg_kv_gate_enter(&store->gate);
    if (store->db == NULL) {
        cg_kv_gate_leave(&store->gate);
        return cg_rdb_closed(err);
    }
    rdb_loader *loader = cg_alloc(sizeof *loader);
    loader->base.engine = kv->engine;
    loader->store = store;
    loader->env = rocksdb_envoptions_create();
    *out_loader = &loader->base;
    return CG_OK;
}

static cg_code start_file(rdb_loader *loader, cg_cf cf, cg_err *err)
{
    cf_load *load = &loader->cfs[cf];
    rdb_store *store = loader->store;
    cg_buf path = {0};
    cg_buf_printf(&path, "%s/" LOAD_DIR "/%" PRIu64 ".sst", store->path,
                  atomic_fetch_add_explicit(&store->load_seq, 1, memory_order_relaxed));
    char *name = cg_strdup(cg_buf_str(&path));
    cg_buf_fini(&path);
    CG_VEC_PUSH(&load->files, name);
    rocksdb_options_t *options = cg_rdb_options_for_load(store, cf);
    load->writer = rocksdb_sstfilewriter_create(loader->env, options);
    rocksdb_options_destroy(options);
    char *text = NULL;
    rocksdb_sstfilewriter_open(load->writer, name, &text);
    return text != NULL ? CG_RDB_FAIL(err, text, "load into") : CG_OK;
}

static cg_code finish_file(cf_load *load, cg_err *err)
{
    char *text = NULL;
    rocksdb_sstfilewriter_finish(load->writer, &text);
    rocksdb_sstfilewriter_destroy(load->writer);
    load->writer = NULL;
    return text != NULL ? CG_RDB_FAIL(err, text, "load into") : CG_OK;
}

typedef void (*add_fn)(rocksdb_sstfilewriter_t *writer, const char *key, size_t key_len,
                       const char *value, size_t value_len, char **out_text);

/* Looked after now and then: the space that is left, and how large the table has become. */
static cg_code step(rdb_loader *loader, cf_load *load, cg_err *err)
{
    uint64_t bytes = 0;
    cg_code rc = cg_rdb_check_space(loader->store, load->unchecked_bytes + SPACE_STEP, false, err);
    load->unchecked_bytes = 0;
    if (rc != CG_OK || load->writer == NULL)
        return rc;
    rocksdb_sstfilewriter_file_size(load->writer, &bytes);
    return bytes >= FILE_BYTES_MAX ? finish_file(load, err) : CG_OK;
}

static cg_code add(rdb_loader *loader, cg_cf cf, cg_str key, cg_str value, add_fn call, cg_err *err)
{
    cf_load *load = &loader->cfs[cf];
    if (load->any_key && cg_str_cmp(key, cg_buf_str(&load->last_key)) <= 0)
        return CG_FAIL(err, CG_E_INVALID, "rows to load are not in ascending order");
    cg_code rc = CG_OK;
    load->unchecked_bytes += key.len + value.len;
    if (load->writer == NULL || load->unchecked_bytes > SPACE_STEP)
        rc = step(loader, load, err);
    if (rc == CG_OK && load->writer == NULL)
        rc = start_file(loader, cf, err);
    if (rc != CG_OK)
        return rc;
    char *text = NULL;
    call(load->writer, key.ptr, key.len, value.ptr, value.len, &text);
    if (text != NULL)
        return CG_RDB_FAIL(err, text, "load into");
    cg_buf_clear(&load->last_key);
    cg_buf_add_str(&load->last_key, key);
    load->any_key = true;
    return CG_OK;
}

static cg_code try_add(cg_kv_loader *base, cg_cf cf, cg_str key, cg_str value, add_fn call,
                       cg_err *err)
{
    rdb_loader *loader = (rdb_loader *)base;
    if (loader->failed)
        return CG_FAIL(err, CG_E_UNAVAILABLE, "this load has failed before");
    cg_code rc = add(loader, cf, key, value, call, err);
    loader->failed = rc != CG_OK;
    return rc;
}

cg_code cg_rdb_loader_put(cg_kv_loader *base, cg_cf cf, cg_str key, cg_str value, cg_err *err)
{
    return try_add(base, cf, key, value, rocksdb_sstfilewriter_put, err);
}

cg_code cg_rdb_loader_append(cg_kv_loader *base, cg_cf cf, cg_str key, cg_str operand, cg_err *err)
{
    return try_add(base, cf, key, operand, rocksdb_sstfilewriter_merge, err);
}

/** Forgets the tables; removes those that RocksDB did not move into the store. */
static void drop_files(cf_load *load)
{
    if (load->writer != NULL)
        rocksdb_sstfilewriter_destroy(load->writer);
    load->writer = NULL;
    for (size_t i = 0; i < load->files.len; i++) {
        (void)unlink(load->files.ptr[i]);
        cg_free(load->files.ptr[i]);
    }
    CG_VEC_CLEAR(&load->files);
}

static cg_code ingest_cf(rdb_loader *loader, cg_cf cf, cg_err *err)
{
    cf_load *load = &loader->cfs[cf];
    rocksdb_ingestexternalfileoptions_t *opts = rocksdb_ingestexternalfileoptions_create();
    rocksdb_ingestexternalfileoptions_set_move_files(opts, 1);
    char *text = NULL;
    rocksdb_ingest_external_file_cf(loader->store->db, loader->store->cfs[cf],
                                    (const char *const *)load->files.ptr, load->files.len, opts,
                                    &text);
    rocksdb_ingestexternalfileoptions_destroy(opts);
    drop_files(load);
    if (text == NULL)
        return CG_OK;
    cg_code rc = CG_RDB_FAIL(err, text, "load into");
    cg_rdb_note_failure(loader->store, rc);
    return rc;
}

static cg_code commit(rdb_loader *loader, cg_err *err)
{
    for (size_t i = 0; i < CG_CF_COUNT; i++) {
        cg_code rc = loader->cfs[i].writer != NULL ? finish_file(&loader->cfs[i], err) : CG_OK;
        if (rc != CG_OK)
            return rc;
    }
    for (size_t i = 0; i < CG_CF_COUNT; i++) {
        if (loader->cfs[i].files.len == 0)
            continue;
        cg_code rc = ingest_cf(loader, (cg_cf)i, err);
        if (rc != CG_OK)
            return rc;
        cg_kv_crash_point("kv.loader.between");
    }
    return CG_OK;
}

cg_code cg_rdb_loader_commit(cg_kv_loader *base, cg_err *err)
{
    rdb_loader *loader = (rdb_loader *)base;
    if (loader->failed)
        return CG_FAIL(err, CG_E_UNAVAILABLE, "this load has failed before");
    cg_code rc = commit(loader, err);
    loader->failed = rc != CG_OK;
    return rc;
}

void cg_rdb_loader_close(cg_kv_loader *base)
{
    rdb_loader *loader = (rdb_loader *)base;
    for (size_t i = 0; i < CG_CF_COUNT; i++) {
        drop_files(&loader->cfs[i]);
        CG_VEC_FINI(&loader->cfs[i].files);
        cg_buf_fini(&loader->cfs[i].last_key);
    }
    rocksdb_envoptions_destroy(loader->env);
    cg_kv_gate_leave(&loader->store->gate);
    cg_free(loader);
}
