// SPDX-License-Identifier: Apache-2.0
// Figures of full text: bench_search DIRECTORY [STORE-DIRECTORY [QUERY...]]. Parses the sources
// below a directory, measures indexing against the bare parse and the bytes of postings per node;
// with a store directory also commits all of it and times queries. The directory "-" queries a
// store made before. Prints a table, asserts nothing.
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

#include "cg/link.h"
#include "cg/parse.h"
#include "cg/search.h"

#define FILES_MAX 60000
#define ROUNDS 50

typedef struct bench {
    cg_parser *parser;
    cg_text_indexer *indexer, *without_trigrams;
    cg_unit unit;
    cg_link_edges edges;
    cg_ordinals ordinals;
    CG_VEC(cg_id) ids;
    CG_VEC(uint64_t) content;
    cg_buf source, encoded, compressed;
    uint64_t files, bytes, nodes, edges_count;
    uint64_t bare_ns, parse_ns, index_ns, without_ns;
    uint64_t postings, term_bytes, payload_bytes, table_bytes, trigram_bytes, entries;
    cg_store *store;
    cg_project *project;
    cg_commit *commit;
} bench;

static char *paths[FILES_MAX];
static size_t paths_count;

static void must(cg_code rc, const cg_err *err)
{
    if (rc == CG_OK)
        return;
    fprintf(stderr, "bench_search: %s (%s:%d)\n", err->text, err->file, err->line);
    exit(1);
}

static int visit(const char *path, const struct stat *stat, int type, struct FTW *where)
{
    (void)where;
    if (type == FTW_F && stat->st_size < 2000000 && paths_count < FILES_MAX &&
        cg_lang_by_name(cg_str_from(path)) != CG_LANG_NONE)
        paths[paths_count++] = cg_strdup(cg_str_from(path));
    return 0;
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static cg_blob_id blob_of(cg_str source)
{
    cg_blob_id blob;
    cg_hash128 h = cg_hash_128(source.ptr, source.len, 1);
    cg_put_be64(blob.bytes, h.hi);
    cg_put_be64(blob.bytes + 8, h.lo);
    cg_put_be32(blob.bytes + 16, (uint32_t)source.len);
    return blob;
}

/* ---- indexing ---- */

static void count_postings(bench *b, const cg_posting *postings, size_t count)
{
    b->postings += count;
    for (size_t i = 0; i < count; i++) {
        if (postings[i].term.ptr[0] == '\0')
            b->table_bytes += postings[i].payload.len;
        else if (postings[i].term.ptr[0] == '\1')
            b->trigram_bytes += postings[i].payload.len;
        else
            b->payload_bytes += postings[i].payload.len;
        b->term_bytes += postings[i].term.len;
    }
}

static void put_file(bench *b, cg_str path, cg_blob_id blob, const cg_posting *postings,
                     size_t count)
{
    cg_err err = {0};
    cg_link_alone(&b->unit, &b->edges, &b->ordinals);
    CG_VEC_CLEAR(&b->ids);
    CG_VEC_CLEAR(&b->content);
    CG_AUTO_VALUE(cg_buf) symbol = {0};
    for (uint32_t i = 0; i < b->unit.defs.len; i++) {
        cg_buf_clear(&symbol);
        cg_unit_add_symbol(&b->unit, i, path, &symbol);
        CG_VEC_PUSH(&b->ids, cg_node_id(cg_project_name(b->project), cg_buf_str(&symbol)));
        CG_VEC_PUSH(&b->content, cg_def_content_hash(&b->unit, i));
    }
    cg_buf_clear(&b->encoded);
    cg_buf_clear(&b->compressed);
    cg_unit_encode(&b->unit, &b->encoded);
    must(cg_compress(cg_buf_str(&b->encoded), 1, &b->compressed, &err), &err);
    const cg_str *terms;
    size_t terms_count = cg_text_index_path(b->indexer, path, &terms);
    cg_file_facts facts = {.path = path,
                           .blob = blob,
                           .bytes = b->source.len,
                           .unit = &b->unit,
                           .ids = b->ids.ptr,
                           .content = b->content.ptr,
                           .unit_bytes = cg_buf_str(&b->compressed),
                           .postings = postings,
                           .postings_count = count,
                           .path_terms = terms,
                           .path_terms_count = terms_count};
    uint32_t num;
    must(cg_commit_put_file(b->commit, &facts, &num, &err), &err);
    cg_file_edges edges = {b->edges.ptr, b->edges.len, b->ordinals.ptr, NULL, 0};
    must(cg_commit_put_edges(b->commit, num, &edges, &err), &err);
}

static void index_file(bench *b, const char *path, size_t root_len)
{
    cg_err err = {0};
    cg_parse_limits limits = cg_parse_limits_default();
    cg_str relative = cg_str_from(path + root_len + 1);
    cg_buf_clear(&b->source);
    if (cg_file_read(path, 4u << 20, &b->source, &err) != CG_OK)
        return;
    cg_str source = cg_buf_str(&b->source);
    cg_lang_id lang = cg_lang_detect(relative, source);
    if (!cg_lang_known(lang) || cg_parse_check(relative, source, lang, &limits) != CG_SKIP_NONE)
        return;
    cg_skip skip = CG_SKIP_NONE;
    uint64_t start = cg_cpu_ns();
    must(cg_parse_bare(b->parser, source, lang, &err), &err);
    uint64_t bare = cg_cpu_ns();
    must(cg_parse_unit(b->parser, &(cg_parse_input){.content = source, .lang = lang}, &b->unit,
                       &skip, &err),
         &err);
    uint64_t parsed = cg_cpu_ns();
    if (skip != CG_SKIP_NONE)
        return;
    cg_blob_id blob = blob_of(source);
    const cg_posting *postings;
    uint64_t first = cg_cpu_ns();
    (void)cg_text_index_unit(b->without_trigrams, blob, &b->unit, source, &postings);
    uint64_t before = cg_cpu_ns();
    b->without_ns += before - first;
    size_t count = cg_text_index_unit(b->indexer, blob, &b->unit, source, &postings);
    b->index_ns += cg_cpu_ns() - before;
    b->bare_ns += bare - start;
    b->parse_ns += parsed - bare;
    b->files++;
    b->bytes += source.len;
    b->nodes += b->unit.defs.len;
    count_postings(b, postings, count);
    if (b->commit != NULL)
        put_file(b, relative, blob, postings, count);
}

static void print_indexing(const bench *b)
{
    double mb = (double)b->bytes / 1e6, nodes = (double)b->nodes;
    printf("%" PRIu64 " files, %.1f MB, %" PRIu64 " nodes\n", b->files, mb, b->nodes);
    printf("  bare parse    %8.2f s  %8.1f MB/s\n", (double)b->bare_ns / 1e9,
           mb * 1e9 / (double)b->bare_ns);
    printf("  parse + facts %8.2f s  %8.1f MB/s\n", (double)b->parse_ns / 1e9,
           mb * 1e9 / (double)b->parse_ns);
    printf("  text index    %8.2f s  %8.1f MB/s  %.3f of the bare parse\n",
           (double)b->index_ns / 1e9, mb * 1e9 / (double)b->index_ns,
           (double)b->index_ns / (double)b->bare_ns);
    printf("  without trigrams %5.2f s; these take %.1f bytes a node, %.3f of the sources\n",
           (double)b->without_ns / 1e9, (double)b->trigram_bytes / nodes,
           (double)b->trigram_bytes / (double)b->bytes);
    printf("  postings      %8.1f a node, in %.1f bytes a node before compression:\n",
           (double)b->postings / nodes,
           (double)(b->payload_bytes + b->table_bytes + 3 * b->postings) / nodes);
    printf("                %8.1f payload, %.1f table, %.1f unit numbers and lengths\n",
           (double)b->payload_bytes / nodes, (double)b->table_bytes / nodes,
           3.0 * (double)b->postings / nodes);
}

/* ---- the store ---- */

static uint64_t disk_bytes(bench *b)
{
    cg_err err = {0};
    cg_kv_stats stats;
    must(cg_kv_flush(cg_store_kv(b->store), &err), &err);
    must(cg_kv_compact(cg_store_kv(b->store), &err), &err);
    cg_kv_stats_get(cg_store_kv(b->store), &stats);
    return stats.disk_bytes;
}

static cg_search_cache *cache;

static void time_query(const cg_snapshot *snap, const char *name, cg_query_mode mode,
                       const char *text)
{
    cg_err err = {0};
    uint64_t best = UINT64_MAX, sum = 0, total = 0;
    for (unsigned i = 0; i < ROUNDS; i++) {
        CG_AUTO(cg_arena) arena = cg_arena_create(0);
        cg_query q = {.text = cg_str_from(text), .mode = mode, .limit = 20, .cache = cache};
        cg_hits hits;
        uint64_t start = cg_cpu_ns(); /* other work on the machine does not count */
        must(cg_search_run(snap, &q, arena, &hits, &err), &err);
        uint64_t took = cg_cpu_ns() - start;
        best = CG_MIN(best, took);
        sum += took;
        total = hits.total;
    }
    printf("  %-7s %-34s %8" PRIu64 " hits  %8.3f ms (best %.3f)\n", name, text, total,
           (double)sum / ROUNDS / 1e6, (double)best / 1e6);
}

static void show_hits(const cg_snapshot *snap, const char *text)
{
    cg_err err = {0};
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_query q = {.text = cg_str_from(text), .limit = 10};
    cg_hits hits;
    must(cg_search_run(snap, &q, arena, &hits, &err), &err);
    printf("%s: %" PRIu64 " hits\n", text, hits.total);
    for (size_t i = 0; i < hits.count; i++) {
        const cg_file *file = cg_snapshot_file(snap, hits.rows[i].file);
        CG_AUTO(cg_unit_pin) pin = NULL;
        must(cg_store_unit(cg_snapshot_store(snap), cg_file_unit(file), false, &pin, &err), &err);
        CG_AUTO_VALUE(cg_buf) name = {0};
        const cg_unit *unit = cg_unit_pin_unit(pin);
        cg_unit_add_qualified_name(unit, hits.rows[i].def, &name);
        printf("  %8.3f %02x %-10s %.*s  %.*s\n", hits.rows[i].score, hits.rows[i].fields,
               cg_node_kind_text(unit->defs.ptr[hits.rows[i].def].kind), CG_STR_ARG(file->path),
               CG_STR_ARG(cg_buf_str(&name)));
    }
}

static void run_queries(bench *b, char **queries, int count)
{
    static const char *const texts[] = {
        "parse",       "error",       "get value",         "open file",
        "http server", "return self", "parse config file", "zlib decompress"};
    static const char *const symbols[] = {"parse", "open", "Server.handle", "read", "qsort"};
    cg_snapshot *snap = cg_snapshot_take(b->project);
    const cg_search_cache_options kept = {64u << 20, 64u << 20};
    cache = cg_search_cache_create(&kept);
    for (size_t i = 0; i < CG_ARRAY_LEN(texts); i++)
        time_query(snap, "text", CG_QUERY_TEXT, texts[i]);
    for (size_t i = 0; i < CG_ARRAY_LEN(symbols); i++)
        time_query(snap, "symbol", CG_QUERY_SYMBOL, symbols[i]);
    for (size_t i = 0; i < CG_ARRAY_LEN(symbols); i++)
        time_query(snap, "hybrid", CG_QUERY_HYBRID, symbols[i]);
    for (int i = 0; i < count; i++) {
        time_query(snap, "hybrid", CG_QUERY_HYBRID, queries[i]);
        show_hits(snap, queries[i]);
    }
    cg_snapshot_release(snap);
    cg_search_cache_destroy(cache);
}

static void index_all(bench *b, size_t root_len)
{
    cg_err err = {0};
    const cg_commit_options opts = {0};
    if (b->project != NULL)
        must(cg_commit_begin(b->project, &opts, &b->commit, &err), &err);
    for (size_t i = 0; i < paths_count; i++)
        index_file(b, paths[i], root_len);
    cg_commit_result result;
    if (b->commit != NULL)
        must(cg_commit_finish(b->commit, CG_STR("bench"), &result, &err), &err);
    print_indexing(b);
}

int main(int argc, char **argv)
{
    cg_err err = {0};
    if (argc < 2) {
        fputs("usage: bench_search DIRECTORY|- [STORE-DIRECTORY [QUERY...]]\n", stderr);
        return 2;
    }
    bool queries_only = strcmp(argv[1], "-") == 0 && argc > 2;
    if (!queries_only && nftw(argv[1], visit, 32, FTW_PHYS) != 0)
        return 1;
    qsort(paths, paths_count, sizeof paths[0], compare_paths);
    cg_parse_limits limits = cg_parse_limits_default();
    static bench b;
    b.parser = cg_parser_create(&limits, NULL);
    b.indexer = cg_text_indexer_create(true);
    b.without_trigrams = cg_text_indexer_create(false);
    cg_store_options opts = {.kv = {.engine = "rocksdb", .path = argc > 2 ? argv[2] : NULL},
                             .unit_cache_bytes = 64u << 20};
    if (argc > 2) {
        must(cg_store_open(&opts, &b.store, &err), &err);
        must(cg_store_project(b.store, CG_STR("bench"), true, &b.project, &err), &err);
    }
    if (!queries_only)
        index_all(&b, strlen(argv[1]));
    if (b.store != NULL) {
        if (!queries_only)
            printf("  store         %8.1f bytes a node after compaction\n",
                   (double)disk_bytes(&b) / (double)b.nodes);
        run_queries(&b, argv + 3, argc - 3);
        cg_store_close(b.store);
    }
    cg_text_indexer_destroy(b.indexer);
    cg_text_indexer_destroy(b.without_trigrams);
    cg_parser_destroy(b.parser);
    return 0;
}
