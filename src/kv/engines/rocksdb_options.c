// SPDX-License-Identifier: Apache-2.0
// How RocksDB stores each column family: a table of shapes, and one place that turns them into
// options. Measured with tests/bench/bench_kv.c.
#include <limits.h>

#include "engines/rocksdb_int.h"

#define KIB ((size_t)1 << 10)
#define MIB ((size_t)1 << 20)

/** What is known of the rows of a column family. */
typedef struct cf_shape {
    size_t block_bytes; /* larger compresses better, smaller reads less for one row */
    bool point_reads;   /* rows are asked for by their whole key: a filter pays */
    bool compressible;  /* false: the values were compressed by those who wrote them */
    int tables_max;     /* on the top level; so many are compacted */
} cf_shape;

/* A large first index loads a table of each family with every part, and a compaction writes all that came before once
 * more: most of that, of the largest family, is spared it. Its filters tell a read most tables; a seek looks into all. */
#define TABLES_FEW 4
#define TABLES_MANY 8

static const cf_shape shapes[CG_CF_COUNT] = {
    /* nodes and edges are read by seeks to the newest generation, and by scans */
    [CG_CF_NODES] = {16 * KIB, false, true, TABLES_FEW},
    [CG_CF_EDGES] = {16 * KIB, false, true, TABLES_FEW},
    [CG_CF_REDGES] = {16 * KIB, false, true, TABLES_FEW},
    [CG_CF_INDEXES] = {16 * KIB, true, true, TABLES_MANY},
    [CG_CF_UNITS] = {32 * KIB, true, false, TABLES_FEW},
    [CG_CF_SOURCES] = {32 * KIB, true, false, TABLES_FEW},
    [CG_CF_VECTORS] = {16 * KIB, true, true, TABLES_FEW},
    [CG_CF_VERSIONS] = {16 * KIB, true, true, TABLES_FEW},
    [CG_CF_METADATA] = {4 * KIB, true, true, TABLES_FEW},
};

/* ---- appending: the merge operator concatenates ---- */

static char *concatenate(cg_str first, const char *const *parts, const size_t *lens, int n,
                         unsigned char *success, size_t *out_len)
{
    size_t total = first.len;
    for (int i = 0; i < n; i++)
        total += lens[i];
    char *joined = cg_try_alloc(total > 0 ? total : 1);
    *success = joined != NULL;
    *out_len = joined != NULL ? total : 0;
    if (joined == NULL)
        return NULL;
    size_t at = first.len;
    if (first.len > 0)
        memcpy(joined, first.ptr, first.len);
    for (int i = 0; i < n; at += lens[i], i++) {
        if (lens[i] > 0)
            memcpy(joined + at, parts[i], lens[i]);
    }
    return joined;
}

static char *merge_full(void *state, const char *key, size_t key_len, const char *old,
                        size_t old_len, const char *const *parts, const size_t *lens, int n,
                        unsigned char *success, size_t *out_len)
{
    (void)state, (void)key, (void)key_len;
    return concatenate(cg_str_make(old, old == NULL ? 0 : old_len), parts, lens, n, success,
                       out_len);
}

static char *merge_partial(void *state, const char *key, size_t key_len, const char *const *parts,
                           const size_t *lens, int n, unsigned char *success, size_t *out_len)
{
    (void)state, (void)key, (void)key_len;
    return concatenate(CG_STR_NULL, parts, lens, n, success, out_len);
}

static void merge_free(void *state, const char *value, size_t len)
{
    (void)state, (void)len;
    cg_free((void *)(uintptr_t)value);
}

static const char *merge_name(void *state)
{
    (void)state;
    return "codegraph.append"; /* part of the format */
}

static void merge_destroy(void *state)
{
    (void)state;
}

/* ---- options ---- */

#define BOTTOM_LEVEL 3
/* A quarter less time for 3 % more bytes, until a compaction writes them again. */
#define LOAD_LEVEL 1

static void set_bottom(rocksdb_options_t *o, int level)
{
    rocksdb_options_set_bottommost_compression(o, rocksdb_zstd_compression);
    rocksdb_options_set_bottommost_compression_options(o, -14, level, 0, 0, 1);
}

/** Fast compression where rows are rewritten soon, strong at the bottom, where 90 % of them are. */
static void set_compression(rocksdb_options_t *o, bool compressible)
{
    if (!compressible) {
        rocksdb_options_set_compression(o, rocksdb_no_compression);
        return;
    }
    rocksdb_options_set_compression(o, rocksdb_lz4_compression);
    set_bottom(o, BOTTOM_LEVEL);
}

/* A Bloom filter is half as large again as a ribbon one, and made in a fraction of the time. */
#define BLOOM_ALWAYS INT_MAX
#define BLOOM_ABOVE_BOTTOM 1

/** `bloom`: below which level filters are Bloom's. */
static void set_tables(rocksdb_options_t *o, const cf_shape *shape, rocksdb_cache_t *cache,
                       int bloom)
{
    rocksdb_block_based_table_options_t *t = rocksdb_block_based_options_create();
    rocksdb_block_based_options_set_block_size(t, shape->block_bytes);
    rocksdb_block_based_options_set_format_version(t, 5);
    rocksdb_block_based_options_set_block_cache(t, cache);
    /* Index and filter blocks live in the bounded cache too, above data blocks. They are cut into
     * small parts: a whole filter of a table would fill a shard of a small cache, and push itself
     * out again at every read. */
    rocksdb_block_based_options_set_cache_index_and_filter_blocks(t, 1);
    rocksdb_block_based_options_set_cache_index_and_filter_blocks_with_high_priority(t, 1);
    rocksdb_block_based_options_set_pin_l0_filter_and_index_blocks_in_cache(t, 1);
    rocksdb_block_based_options_set_pin_top_level_index_and_filter(t, 1);
    rocksdb_block_based_options_set_index_type(
        t, rocksdb_block_based_table_index_type_two_level_index_search);
    rocksdb_block_based_options_set_partition_filters(t, 1);
    rocksdb_block_based_options_set_metadata_block_size(t, 4 * KIB);
    if (shape->point_reads) {
        rocksdb_block_based_options_set_filter_policy(
            t, rocksdb_filterpolicy_create_ribbon_hybrid(10, bloom));
        rocksdb_block_based_options_set_whole_key_filtering(t, 1);
    }
    rocksdb_options_set_block_based_table_factory(o, t);
    rocksdb_block_based_options_destroy(t);
}

static rocksdb_options_t *create_cf_options(const cf_shape *shape, rocksdb_cache_t *cache,
                                            size_t memtable_bytes)
{
    rocksdb_options_t *o = rocksdb_options_create();
    /* The total is bounded for all families; one family may take half of it before it is flushed. */
    rocksdb_options_set_write_buffer_size(o, CG_MAX(memtable_bytes / 2, 64 * KIB));
    rocksdb_options_set_max_write_buffer_number(o, 3);
    /* An idle family holds one arena block: keep nine of them small beside the budget. */
    size_t arena = CG_MIN(memtable_bytes / 128, 256 * KIB);
    rocksdb_options_set_arena_block_size(o, CG_MAX(arena, 8 * KIB));
    rocksdb_options_set_compaction_style(o, rocksdb_level_compaction);
    rocksdb_options_set_level_compaction_dynamic_level_bytes(o, 1);
    rocksdb_options_set_max_bytes_for_level_base(o, CG_MAX(4 * memtable_bytes, 16 * MIB));
    rocksdb_options_set_target_file_size_base(o, 32 * MIB);
    rocksdb_options_set_level0_file_num_compaction_trigger(o, shape->tables_max);
    rocksdb_options_set_merge_operator(o, rocksdb_mergeoperator_create(NULL, merge_destroy,
                                                                       merge_full, merge_partial,
                                                                       merge_free, merge_name));
    set_compression(o, shape->compressible);
    set_tables(o, shape, cache, BLOOM_ABOVE_BOTTOM);
    return o;
}

rocksdb_options_t *cg_rdb_options_for_load(const rdb_store *store, cg_cf cf)
{
    rocksdb_options_t *o = rocksdb_options_create_copy(store->options[cf]);
    if (shapes[cf].compressible)
        set_bottom(o, LOAD_LEVEL);
    set_tables(o, &shapes[cf], store->cache, BLOOM_ALWAYS);
    return o;
}

static rocksdb_options_t *create_db_options(size_t memtable_bytes)
{
    rocksdb_options_t *o = rocksdb_options_create();
    rocksdb_options_set_create_if_missing(o, 1);
    rocksdb_options_set_create_missing_column_families(o, 1);
    rocksdb_options_set_db_write_buffer_size(o, memtable_bytes);
    rocksdb_options_set_max_total_wal_size(o, CG_MAX(2 * memtable_bytes, 8 * MIB));
    /* Writes are small, and whoever leads a group of them has written all rows sooner than the others are awake. */
    rocksdb_options_set_allow_concurrent_memtable_write(o, 0);
    rocksdb_options_set_max_background_jobs(o, 2);
    rocksdb_options_set_max_open_files(o, 512);
    rocksdb_options_set_max_file_opening_threads(o, 2);
    rocksdb_options_set_skip_stats_update_on_db_open(o, 1);
    /* Smooth out the disk's work, so that a durable write does not wait for megabytes of others. */
    rocksdb_options_set_bytes_per_sync(o, MIB);
    rocksdb_options_set_wal_bytes_per_sync(o, MIB);
    rocksdb_options_set_manifest_preallocation_size(o, 64 * KIB);
    rocksdb_options_set_max_manifest_file_size(o, 16 * MIB);
    /* RocksDB's diary holds what it says at open, and nothing after it: its errors reach us anyway,
     * and in builds with assertions a diary that meets a full disk aborts the process. */
    rocksdb_options_set_info_log_level(o, 4);
    rocksdb_options_set_keep_log_file_num(o, 1);
    rocksdb_options_enable_statistics(o); /* counters for the metrics; see rocksdb_stats.c */
    rocksdb_options_set_stats_dump_period_sec(o, 0);
    rocksdb_options_set_stats_persist_period_sec(o, 0);
    return o;
}

/** A cache in shards of 4 MiB or more: smaller ones evict what they still need. */
static rocksdb_cache_t *create_cache(size_t bytes)
{
    int shard_bits = 0;
    while (shard_bits < 6 && bytes >> (shard_bits + 1) >= 4 * MIB)
        shard_bits++;
    rocksdb_lru_cache_options_t *o = rocksdb_lru_cache_options_create();
    rocksdb_lru_cache_options_set_capacity(o, bytes);
    rocksdb_lru_cache_options_set_num_shard_bits(o, shard_bits);
    rocksdb_cache_t *cache = rocksdb_cache_create_lru_opts(o);
    rocksdb_lru_cache_options_destroy(o);
    return cache;
}

void cg_rdb_options_init(rdb_store *store, const cg_kv_options *opts)
{
    store->memtable_bytes = opts->memtable_bytes;
    store->cache = create_cache(opts->cache_bytes);
    store->db_options = create_db_options(opts->memtable_bytes);
    for (size_t i = 0; i < CG_CF_COUNT; i++)
        store->options[i] = create_cf_options(&shapes[i], store->cache, opts->memtable_bytes);
    store->read = rocksdb_readoptions_create();
    store->write_plain = rocksdb_writeoptions_create();
    store->write_durable = rocksdb_writeoptions_create();
    rocksdb_writeoptions_set_sync(store->write_durable, opts->sync);
    store->sync = opts->sync;
}

void cg_rdb_options_fini(rdb_store *store)
{
    rocksdb_writeoptions_destroy(store->write_durable);
    rocksdb_writeoptions_destroy(store->write_plain);
    rocksdb_readoptions_destroy(store->read);
    for (size_t i = 0; i < CG_CF_COUNT; i++)
        rocksdb_options_destroy(store->options[i]);
    rocksdb_options_destroy(store->db_options);
    rocksdb_cache_destroy(store->cache);
}
