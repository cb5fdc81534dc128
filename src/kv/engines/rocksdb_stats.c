// SPDX-License-Identifier: Apache-2.0
// What RocksDB counts. Sizes come from its properties; what it has done since the store was opened
// from its statistics, which the C interface hands out as text alone: one "name COUNT : n" a line.
#include "engines/rocksdb_int.h"

static uint64_t sum_property(rdb_store *store, const char *name)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < CG_CF_COUNT; i++) {
        uint64_t value = 0;
        if (rocksdb_property_int_cf(store->db, store->cfs[i], name, &value) == 0)
            sum += value;
    }
    return sum;
}

/* "name COUNT : 12"; a histogram's line has more colons, and is none of those wanted. */
static uint64_t count_in_line(cg_str line)
{
    uint64_t value = 0;
    ptrdiff_t colon = cg_str_find(line, ':');
    cg_str number = cg_str_trim(cg_str_slice(line, (size_t)(colon + 1), line.len));
    return colon >= 0 && cg_str_to_u64(number, &value) ? value : 0;
}

static void read_counts(cg_str text, cg_kv_stats *out)
{
    const struct {
        cg_str name;
        uint64_t *count;
    } wanted[] = {
        {CG_STR("rocksdb.block.cache.hit "), &out->cache_hits},
        {CG_STR("rocksdb.block.cache.miss "), &out->cache_misses},
        {CG_STR("rocksdb.block.cache.bytes.write "), &out->cache_filled_bytes},
        {CG_STR("rocksdb.bytes.read "), &out->get_bytes},
        {CG_STR("rocksdb.db.iter.bytes.read "), &out->scan_bytes},
        {CG_STR("rocksdb.bytes.written "), &out->write_bytes},
        {CG_STR("rocksdb.wal.bytes "), &out->log_bytes},
        {CG_STR("rocksdb.flush.write.bytes "), &out->flush_bytes},
        {CG_STR("rocksdb.compact.read.bytes "), &out->compaction_read_bytes},
        {CG_STR("rocksdb.compact.write.bytes "), &out->compaction_write_bytes},
        {CG_STR("rocksdb.stall.micros "), &out->stall_us},
    };
    cg_str line;
    while (cg_str_split(&text, '\n', &line))
        for (size_t i = 0; i < CG_ARRAY_LEN(wanted); i++)
            if (cg_str_starts(line, wanted[i].name))
                *wanted[i].count = count_in_line(line);
}

void cg_rdb_stats(cg_kv *kv, cg_kv_stats *out_stats)
{
    rdb_store *store = (rdb_store *)kv;
    cg_kv_stats stats = {0};
    cg_kv_gate_enter(&store->gate);
    if (store->db != NULL) {
        stats.disk_bytes = sum_property(store, "rocksdb.live-sst-files-size");
        stats.memory_bytes = sum_property(store, "rocksdb.size-all-mem-tables") +
                             sum_property(store, "rocksdb.estimate-table-readers-mem") +
                             rocksdb_cache_get_usage(store->cache);
        stats.pending_compaction_bytes =
            sum_property(store, "rocksdb.estimate-pending-compaction-bytes");
    }
    char *text = rocksdb_options_statistics_get_string(store->db_options);
    if (text != NULL)
        read_counts(cg_str_from(text), &stats);
    rocksdb_free(text);
    cg_kv_gate_leave(&store->gate);
    *out_stats = stats;
}
