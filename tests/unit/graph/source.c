// SPDX-License-Identifier: Apache-2.0
#include "source.h"

#include <stdio.h>

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

static uint32_t find_def(const toy_file *file, unsigned name)
{
    for (unsigned i = 0; i < file->count; i++)
        if (file->functions[i].name == name)
            return i + 1;
    return CG_NONE;
}

typedef struct toy_facts {
    cg_unit unit;
    cg_id ids[TOY_FUNCTIONS_MAX + 1];
    uint64_t content[TOY_FUNCTIONS_MAX + 1];
    cg_link_edge edges[TOY_FUNCTIONS_MAX * (TOY_FUNCTIONS_MAX + 1)];
    uint32_t ordinals[TOY_FUNCTIONS_MAX * TOY_FUNCTIONS_MAX];
    size_t edges_count, ordinals_count;
    cg_buf bytes;
} toy_facts;

static void add_calls(toy_facts *facts, const toy_file *file, unsigned caller)
{
    uint32_t ordinal = 0;
    for (unsigned name = 0; name < 32; name++) {
        uint32_t target = find_def(file, name);
        if (!(file->functions[caller].calls >> name & 1) || target == CG_NONE)
            continue;
        facts->edges[facts->edges_count++] =
            (cg_link_edge){.source = caller + 1,
                           .target_file = CG_NONE,
                           .target = target,
                           .kind = CG_EDGE_CALLS,
                           .rule = CG_RULE_LEXICAL,
                           .confidence = 100,
                           .first = (uint32_t)facts->ordinals_count,
                           .count = 1};
        facts->ordinals[facts->ordinals_count++] = ordinal++;
    }
}

static void make_unit(toy_facts *facts, const toy_file *file)
{
    facts->unit.lang = CG_LANG_PYTHON;
    facts->unit.extractor_version = 1;
    facts->unit.source_bytes = 1000;
    add_def(&facts->unit, CG_NODE_FILE, CG_NONE, "", NULL);
    for (unsigned i = 0; i < file->count; i++) {
        char name[16];
        snprintf(name, sizeof name, "f%u", file->functions[i].name);
        add_def(&facts->unit, CG_NODE_FUNCTION, 0, name, &file->functions[i]);
        facts->edges[facts->edges_count++] = (cg_link_edge){.source = 0,
                                                            .target_file = CG_NONE,
                                                            .target = i + 1,
                                                            .kind = CG_EDGE_CONTAINS,
                                                            .rule = CG_RULE_STRUCTURE,
                                                            .confidence = 100};
    }
    for (unsigned i = 0; i < file->count; i++)
        add_calls(facts, file, i);
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

cg_code toy_put(cg_commit *commit, cg_project *project, const char *path, const toy_file *file,
                cg_err *err)
{
    toy_facts facts = {.edges_count = 0};
    make_unit(&facts, file);
    make_ids(&facts, project, path);
    CG_AUTO_VALUE(cg_buf) encoded = {0};
    cg_unit_encode(&facts.unit, &encoded);
    cg_code rc = cg_compress(cg_buf_str(&encoded), 1, &facts.bytes, err);
    cg_posting posting = {CG_STR("word"), CG_STR("payload")};
    cg_str path_term = CG_STR("path");
    uint32_t num;
    cg_file_facts f = {.path = cg_str_from(path),
                       .bytes = 1000,
                       .unit = &facts.unit,
                       .ids = facts.ids,
                       .content = facts.content,
                       .unit_bytes = cg_buf_str(&facts.bytes),
                       .postings = &posting,
                       .postings_count = 1,
                       .path_terms = &path_term,
                       .path_terms_count = 1};
    /* Any hash of the content serves as its blob id here. */
    cg_hash128 h = cg_hash_128(encoded.ptr, encoded.len, 0);
    cg_put_be64(f.blob.bytes, h.hi);
    cg_put_be64(f.blob.bytes + 8, h.lo);
    if (rc == CG_OK)
        rc = cg_commit_put_file(commit, &f, &num, err);
    if (rc == CG_OK)
        rc = cg_commit_put_edges(commit, num, facts.edges, facts.edges_count, facts.ordinals, err);
    cg_buf_fini(&facts.bytes);
    cg_unit_fini(&facts.unit);
    return rc;
}
