// SPDX-License-Identifier: Apache-2.0
#include "source.h"

#include <stdio.h>

#define TOY_DIMENSION 16

static cg_text add_text(cg_unit *unit, const char *text)
{
    cg_text at = {(uint32_t)unit->strings.len, (uint32_t)strlen(text)};
    cg_buf_add(&unit->strings, text, at.len);
    return at;
}

static void add_def(cg_unit *unit, cg_node_kind kind, uint32_t parent, const char *name,
                    const toy_function *f)
{
    char signature[32];
    snprintf(signature, sizeof signature, "def %s()", name);
    cg_def def = {.kind = (uint8_t)kind,
                  .parent = parent,
                  .scope = CG_NONE,
                  .in_scope = CG_NONE,
                  .type_ref = CG_NONE,
                  .name = add_text(unit, name),
                  .signature = add_text(unit, signature),
                  .body_hash = f != NULL ? f->body : 0,
                  .start_line = f != NULL ? f->line : 0,
                  .end_line = f != NULL ? f->line : 0};
    CG_VEC_PUSH(&unit->defs, def);
}

typedef struct toy_facts {
    cg_unit unit;
    cg_id ids[TOY_FUNCTIONS_MAX + 1];
    uint64_t content[TOY_FUNCTIONS_MAX + 1];
} toy_facts;

static void make_unit(toy_facts *facts, const toy_file *file)
{
    facts->unit.lang = CG_LANG_PYTHON;
    facts->unit.extractor_version = 1;
    facts->unit.source_bytes = 1000;
    add_def(&facts->unit, CG_NODE_FILE, CG_NONE, "", NULL);
    for (unsigned i = 0; i < file->count; i++) {
        const toy_function *f = &file->functions[i];
        char name[16];
        snprintf(name, sizeof name, "f%u", f->name);
        add_def(&facts->unit, f->is_method ? CG_NODE_METHOD : CG_NODE_FUNCTION, 0, name, f);
    }
}

static void make_ids(toy_facts *facts, cg_project *project, const char *path)
{
    for (size_t i = 0; i < facts->unit.defs.len; i++) {
        CG_AUTO_VALUE(cg_buf) symbol = {0};
        cg_unit_add_symbol(&facts->unit, (uint32_t)i, cg_str_from(path), &symbol);
        facts->ids[i] = cg_node_id(cg_project_name(project), cg_buf_str(&symbol));
        facts->content[i] = cg_def_content_hash(&facts->unit, (uint32_t)i);
    }
}

/* A vector for each function, of its body. */
static void make_vectors(const toy_file *file, cg_buf *out)
{
    uint32_t defs[TOY_FUNCTIONS_MAX];
    uint8_t kinds[TOY_FUNCTIONS_MAX];
    int8_t codes[TOY_FUNCTIONS_MAX][TOY_DIMENSION];
    for (unsigned i = 0; i < file->count; i++) {
        defs[i] = i + 1;
        kinds[i] = CG_NODE_FUNCTION;
        memset(codes[i], (int)(file->functions[i].body % 100) + 1, TOY_DIMENSION);
    }
    cg_vectors_encode(&(cg_vectors){.dimension = TOY_DIMENSION,
                                    .count = file->count,
                                    .defs = defs,
                                    .kinds = kinds,
                                    .codes = codes[0]},
                      out);
}

cg_code toy_put_nodes(cg_commit *commit, cg_project *project, const char *path,
                      const toy_file *file, uint32_t *out_num, cg_err *err)
{
    toy_facts facts = {.ids = {{{0}}}};
    make_unit(&facts, file);
    make_ids(&facts, project, path);
    CG_AUTO_VALUE(cg_buf) encoded = {0};
    CG_AUTO_VALUE(cg_buf) bytes = {0};
    cg_unit_encode(&facts.unit, &encoded);
    uint32_t num;
    const cg_file *before = cg_snapshot_find_file(cg_commit_base(commit), cg_str_from(path), &num);
    cg_code rc = cg_store_pack_unit(cg_snapshot_store(cg_commit_base(commit)), cg_buf_str(&encoded),
                                    before != NULL && before->present ? before : NULL, &bytes, err);
    CG_AUTO_VALUE(cg_buf) vectors = {0};
    CG_AUTO_VALUE(cg_buf) packed = {0};
    make_vectors(file, &vectors);
    if (rc == CG_OK)
        rc = cg_store_pack_vectors(cg_snapshot_store(cg_commit_base(commit)), TOY_MODEL,
                                   cg_buf_str(&vectors),
                                   before != NULL && before->present ? before : NULL, &packed, err);
    cg_posting posting = {CG_STR("word"), CG_STR("payload")};
    cg_str path_term = CG_STR("path");
    cg_file_facts f = {.path = cg_str_from(path),
                       .bytes = 1000,
                       .unit = &facts.unit,
                       .ids = facts.ids,
                       .content = facts.content,
                       .unit_bytes = cg_buf_str(&bytes),
                       .vectors = {{TOY_MODEL, cg_buf_str(&packed)}},
                       .postings = &posting,
                       .postings_count = 1,
                       .path_terms = &path_term,
                       .path_terms_count = 1};
    /* Any hash of the content serves as its blob id here; calls are no part of the unit. */
    for (unsigned i = 0; i < file->count; i++) {
        unsigned out[] = {file->functions[i].calls, file->functions[i].uses};
        cg_buf_add(&encoded, out, sizeof out);
    }
    cg_hash128 h = cg_hash_128(encoded.ptr, encoded.len, 0);
    cg_put_be64(f.blob.bytes, h.hi);
    cg_put_be64(f.blob.bytes + 8, h.lo);
    if (rc == CG_OK)
        rc = cg_commit_put_file(commit, &f, out_num, err);
    cg_unit_fini(&facts.unit);
    return rc;
}
