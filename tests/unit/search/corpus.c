// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "corpus.h"

static void must(cg_code rc, const cg_err *err)
{
    if (rc != CG_OK)
        fail_msg("%s (%s:%d)", err->text, err->file, err->line);
}

void corpus_open(corpus *c, bool keep_sources)
{
    cg_err err = {0};
    *c = (corpus){.keep_sources = keep_sources, .indexer = cg_text_indexer_create(true)};
    const cg_store_options opts = {
        .kv = {.engine = "memory"}, .unit_cache_bytes = 1u << 20, .keep_sources = keep_sources};
    must(cg_store_open(&opts, &c->store, &err), &err);
    must(cg_store_project(c->store, CG_STR("test"), true, &c->project, &err), &err);
}

void corpus_close(corpus *c)
{
    cg_text_indexer_destroy(c->indexer);
    cg_store_close(c->store);
}

/* ---- units ---- */

static cg_text add_string(cg_unit *unit, const char *text)
{
    cg_str s = cg_str_from(text);
    cg_text at = {(uint32_t)unit->strings.len, (uint32_t)s.len};
    cg_buf_add_str(&unit->strings, s);
    return at;
}

static uint32_t find(const char *source, const char *from, const char *text)
{
    const char *at = strstr(from, text);
    if (at == NULL)
        fail_msg("\"%s\" is not in the source", text);
    return (uint32_t)(at - source);
}

static uint32_t line_of(const char *source, uint32_t byte)
{
    uint32_t lines = 0;
    for (uint32_t i = 0; i < byte; i++)
        lines += source[i] == '\n';
    return lines;
}

static void add_def(cg_unit *unit, const char *source, const corpus_def *mark)
{
    cg_def def = {.kind = (uint8_t)mark->kind,
                  .parent = mark->parent,
                  .modifiers = mark->modifiers,
                  .scope = CG_NONE,
                  .in_scope = 0,
                  .type_ref = CG_NONE};
    def.name = add_string(unit, mark->name);
    def.doc = add_string(unit, mark->doc ? mark->doc : "");
    def.start_byte = find(source, source, mark->from);
    def.end_byte = find(source, source + def.start_byte, mark->to) + (uint32_t)strlen(mark->to);
    def.start_line = line_of(source, def.start_byte);
    def.end_line = line_of(source, def.end_byte);
    def.body_start = def.body_end = def.end_byte;
    if (mark->body != NULL)
        def.body_start = find(source, source + def.start_byte, mark->body);
    def.body_hash = cg_hash64(source + def.start_byte, def.end_byte - def.start_byte, 0);
    CG_VEC_PUSH(&unit->defs, def);
}

void corpus_unit(const corpus_file *file, cg_unit *out_unit)
{
    cg_unit_init(out_unit);
    out_unit->lang = (uint8_t)file->lang;
    out_unit->extractor_version = 1;
    out_unit->source_bytes = (uint32_t)strlen(file->source);
    out_unit->source_lines = line_of(file->source, out_unit->source_bytes);
    cg_def def = {.kind = CG_NODE_FILE,
                  .parent = CG_NONE,
                  .scope = 0,
                  .in_scope = CG_NONE,
                  .type_ref = CG_NONE,
                  .end_byte = out_unit->source_bytes};
    CG_VEC_PUSH(&out_unit->defs, def);
    CG_VEC_PUSH(&out_unit->scopes,
                (cg_scope){CG_SCOPE_FILE, CG_NONE, 0, 0, out_unit->source_bytes});
    for (size_t i = 0; i < CORPUS_DEFS_MAX && file->defs[i].name != NULL; i++)
        add_def(out_unit, file->source, &file->defs[i]);
}

cg_blob_id corpus_blob(const char *source)
{
    cg_blob_id blob = {{0}};
    cg_hash128 h = cg_hash_128(source, strlen(source), 0);
    cg_put_be64(blob.bytes, h.hi);
    cg_put_be64(blob.bytes + 8, h.lo);
    return blob;
}

/* ---- commits ---- */

static void put_file(corpus *c, cg_commit *commit, const corpus_file *file, cg_posting replaced)
{
    cg_err err = {0};
    cg_str path = cg_str_from(file->path), source = cg_str_from(file->source);
    CG_AUTO_VALUE(cg_unit) unit;
    CG_AUTO_VALUE(cg_buf) encoded = {0};
    CG_AUTO_VALUE(cg_buf) unit_bytes = {0};
    CG_AUTO_VALUE(cg_buf) source_bytes = {0};
    CG_AUTO_VALUE(cg_buf) symbol = {0};
    corpus_unit(file, &unit);
    cg_id ids[CORPUS_DEFS_MAX + 1];
    uint64_t content[CORPUS_DEFS_MAX + 1];
    for (uint32_t i = 0; i < unit.defs.len; i++) {
        cg_buf_clear(&symbol);
        cg_unit_add_symbol(&unit, i, path, &symbol);
        ids[i] = cg_node_id(CG_STR("test"), cg_buf_str(&symbol));
        content[i] = cg_def_content_hash(&unit, i);
    }
    cg_unit_encode(&unit, &encoded);
    must(cg_compress(cg_buf_str(&encoded), 1, &unit_bytes, &err), &err);
    if (c->keep_sources)
        must(cg_compress(source, 1, &source_bytes, &err), &err);
    cg_file_facts facts = {.path = path,
                           .blob = corpus_blob(file->source),
                           .bytes = source.len,
                           .unit = &unit,
                           .ids = ids,
                           .content = content,
                           .unit_bytes = cg_buf_str(&unit_bytes),
                           .source_bytes = cg_buf_str(&source_bytes)};
    const cg_posting *postings;
    facts.postings_count = cg_text_index_unit(c->indexer, facts.blob, &unit, source, &postings);
    cg_posting own[1024];
    assert_true(facts.postings_count <= CG_ARRAY_LEN(own));
    for (size_t i = 0; i < facts.postings_count; i++)
        own[i] = cg_str_eq(postings[i].term, replaced.term) ? replaced : postings[i];
    facts.postings = own;
    facts.path_terms_count = cg_text_index_path(c->indexer, path, &facts.path_terms);
    uint32_t num;
    must(cg_commit_put_file(commit, &facts, &num, &err), &err);
    must(cg_commit_put_edges(commit, num, &(cg_file_edges){0}, &err), &err);
}

static cg_commit *begin(corpus *c)
{
    cg_err err = {0};
    cg_commit *commit = NULL;
    const cg_commit_options opts = {0};
    must(cg_commit_begin(c->project, &opts, &commit, &err), &err);
    return commit;
}

static void finish(cg_commit *commit)
{
    cg_err err = {0};
    cg_commit_result result;
    must(cg_commit_finish(commit, CG_STR("test"), &result, &err), &err);
}

void corpus_commit(corpus *c, const corpus_file *files, size_t count, const char *const *removed)
{
    cg_err err = {0};
    cg_commit *commit = begin(c);
    for (size_t i = 0; i < count; i++)
        put_file(c, commit, &files[i], (cg_posting){CG_STR("\1"), CG_STR_NULL});
    for (; removed != NULL && *removed != NULL; removed++)
        must(cg_commit_delete_file(commit, cg_str_from(*removed), &err), &err);
    finish(commit);
}

void corpus_commit_with(corpus *c, const corpus_file *file, cg_posting replaced)
{
    cg_commit *commit = begin(c);
    put_file(c, commit, file, replaced);
    finish(commit);
}

/* ---- answers ---- */

static void add_hit(const cg_snapshot *snap, const cg_hit *hit, cg_buf *out)
{
    cg_err err = {0};
    const cg_file *file = cg_snapshot_file(snap, hit->file);
    CG_AUTO(cg_unit_pin) pin = NULL;
    must(cg_store_unit(cg_snapshot_store(snap), cg_file_unit(file), false, &pin, &err), &err);
    const cg_unit *unit = cg_unit_pin_unit(pin);
    assert_true(hit->def < unit->defs.len);
    if (out->len > 0)
        cg_buf_add_char(out, ' ');
    cg_buf_add_str(out, file->path);
    cg_buf_add_char(out, ':');
    cg_buf_add_str(out, cg_unit_str(unit, unit->defs.ptr[hit->def].name));
}

const char *corpus_search_at(const cg_snapshot *snap, const cg_query *query, uint64_t *out_total)
{
    static char text[4096];
    cg_err err = {0};
    CG_AUTO(cg_arena) arena = cg_arena_create(1u << 20);
    CG_AUTO_VALUE(cg_buf) out = {0};
    cg_hits hits;
    must(cg_search_run(snap, query, arena, &hits, &err), &err);
    for (size_t i = 0; i < hits.count; i++) {
        assert_true(i == 0 || hits.rows[i].score <= hits.rows[i - 1].score);
        add_hit(snap, &hits.rows[i], &out);
    }
    assert_true(out.len < sizeof text);
    if (out.len > 0)
        memcpy(text, out.ptr, out.len);
    text[out.len] = '\0';
    if (out_total != NULL)
        *out_total = hits.total;
    return text;
}

const char *corpus_search(corpus *c, const cg_query *query, uint64_t *out_total)
{
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(c->project);
    return corpus_search_at(snap, query, out_total);
}

static const char *search_mode(corpus *c, cg_query_mode mode, const char *text)
{
    const cg_query query = {.text = cg_str_from(text), .mode = mode, .limit = 50};
    return corpus_search(c, &query, NULL);
}

const char *corpus_text(corpus *c, const char *words)
{
    return search_mode(c, CG_QUERY_TEXT, words);
}

const char *corpus_symbol(corpus *c, const char *name)
{
    return search_mode(c, CG_QUERY_SYMBOL, name);
}

const char *corpus_hybrid(corpus *c, const char *text)
{
    return search_mode(c, CG_QUERY_HYBRID, text);
}
