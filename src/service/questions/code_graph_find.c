// SPDX-License-Identifier: Apache-2.0
// Nodes by a property: names and what is made of them from the index of names, ids and symbols from that of ids, paths
// from the list of files. What is found may be more than was asked for: whoever asks checks.
#include <stdlib.h>

#include "code_graph.h"

double code_graph_find_cost(void *arg, uint32_t key, bool by_prefix)
{
    (void)arg;
    switch (key) {
    case KEY_ID:
    case KEY_SYMBOL: return by_prefix ? -1 : 1;
    case KEY_NAME:
    case KEY_QUALIFIED_NAME: return by_prefix ? (key == KEY_NAME ? 200 : -1) : 3;
    case KEY_FILE_PATH: return by_prefix ? 2000 : 50;
    default: return -1;
    }
}

/* ---- names ---- */

/* The part behind the last separator of any language: what the index of names has. */
static cg_str last_part(cg_str name)
{
    for (size_t i = name.len; i-- > 0;)
        if (name.ptr[i] == '.' || name.ptr[i] == ':' || name.ptr[i] == '#' || name.ptr[i] == '/')
            return cg_str_slice(name, i + 1, name.len);
    return name;
}

static cg_code add_place(code_graph *g, const cg_node_place *place, cg_cypher_nodes *out,
                         cg_err *err)
{
    cg_vertex vertex;
    cg_code rc = cg_view_find(g->view, place, &vertex, err);
    if (rc == CG_OK)
        CG_VEC_PUSH(out, vertex);
    return rc == CG_E_NOT_FOUND ? CG_OK : rc;
}

typedef CG_VEC(cg_node_ref) node_refs;

/* A few are looked up one by one. */
static cg_code add_few(code_graph *g, const node_refs *refs, cg_cypher_nodes *out, cg_err *err)
{
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < refs->len; i++) {
        cg_node_place place;
        rc = cg_snapshot_node_by_ref(g->snap, refs->ptr[i], &place, err);
        if (rc == CG_OK)
            rc = add_place(g, &place, out, err);
        else if (rc == CG_E_NOT_FOUND)
            rc = CG_OK; /* gone at this snapshot */
    }
    return rc;
}

/* Of many, it is cheaper to ask each node of the graph whether it is one. */
static void add_many(code_graph *g, const node_refs *refs, cg_cypher_nodes *out)
{
    size_t cap = 64;
    while (cap < 2 * refs->len)
        cap *= 2;
    cg_node_ref *slots = cg_alloc_array(cap, sizeof *slots); /* open addressing; 0: free */
    for (size_t i = 0; i < refs->len; i++) {
        size_t at = (refs->ptr[i] * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (cap - 1);
        while (slots[at] != 0 && slots[at] != refs->ptr[i])
            at = (at + 1) & (cap - 1);
        slots[at] = refs->ptr[i];
    }
    for (cg_vertex v = 0; v < cg_view_vertices(g->view); v++) {
        cg_node_ref ref = cg_view_ref(g->view, v);
        size_t at = (ref * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (cap - 1);
        while (slots[at] != 0 && slots[at] != ref)
            at = (at + 1) & (cap - 1);
        if (slots[at] == ref)
            CG_VEC_PUSH(out, v);
    }
    cg_free(slots);
}

static cg_code find_named(code_graph *g, cg_str name, bool by_prefix, cg_cypher_nodes *out,
                          cg_err *err)
{
    enum { FEW = 64 };
    char folded[CG_NAME_INDEX_MAX];
    cg_str prefix = cg_name_fold(name, folded), at;
    node_refs refs = {0};
    cg_node_ref ref;
    cg_name_scan *scan = cg_name_scan_open(g->snap, prefix, CG_STR_NULL);
    while (cg_name_scan_next(scan, &at, &ref)) {
        if (!by_prefix && !cg_str_eq(at, prefix))
            break; /* equal names come first among those with the prefix */
        CG_VEC_PUSH(&refs, ref);
    }
    cg_code rc = cg_name_scan_close(scan, err);
    if (rc == CG_OK && refs.len > FEW)
        add_many(g, &refs, out);
    else if (rc == CG_OK)
        rc = add_few(g, &refs, out, err);
    CG_VEC_FINI(&refs);
    return rc;
}

/* ---- ids ---- */

static cg_code find_id(code_graph *g, cg_id id, cg_cypher_nodes *out, cg_err *err)
{
    cg_node_place place;
    cg_code rc = cg_snapshot_node_by_id(g->snap, id, &place, err);
    if (rc == CG_E_NOT_FOUND)
        return CG_OK;
    return rc == CG_OK ? add_place(g, &place, out, err) : rc;
}

/* ---- paths ---- */

static void add_file(code_graph *g, uint32_t file, cg_cypher_nodes *out)
{
    uint32_t count;
    cg_vertex first = cg_view_file_vertices(g->view, file, &count);
    for (uint32_t i = 0; i < count; i++)
        CG_VEC_PUSH(out, first + i);
}

static void find_files(code_graph *g, cg_str path, bool by_prefix, cg_cypher_nodes *out)
{
    uint32_t file, limit = cg_snapshot_files_limit(g->snap);
    if (!by_prefix) {
        if (cg_snapshot_find_file(g->snap, path, &file) != NULL)
            add_file(g, file, out);
        return;
    }
    for (file = 0; file < limit; file++) {
        const cg_file *f = cg_snapshot_file(g->snap, file);
        if (f != NULL && f->present && cg_str_starts(f->path, path))
            add_file(g, file, out);
    }
}

/* ---- all of them ---- */

static int compare_nodes(const void *a, const void *b)
{
    cg_cypher_node x = *(const cg_cypher_node *)a, y = *(const cg_cypher_node *)b;
    return (x > y) - (x < y);
}

static void sort_new(cg_cypher_nodes *nodes, size_t from)
{
    size_t n = from;
    if (nodes->len > from)
        qsort(nodes->ptr + from, nodes->len - from, sizeof *nodes->ptr, compare_nodes);
    for (size_t i = from; i < nodes->len; i++)
        if (n == from || nodes->ptr[n - 1] != nodes->ptr[i])
            nodes->ptr[n++] = nodes->ptr[i];
    nodes->len = n;
}

cg_code code_graph_find(void *arg, uint32_t key, bool by_prefix, cg_str text, cg_cypher_nodes *out,
                        cg_err *err)
{
    code_graph *g = arg;
    size_t from = out->len;
    cg_id id;
    cg_code rc = CG_OK;
    switch (key) {
    case KEY_ID:
        if (cg_id_parse(text, &id))
            rc = find_id(g, id, out, err);
        break;
    case KEY_SYMBOL: rc = find_id(g, cg_node_id(g->project, text), out, err); break;
    case KEY_FILE_PATH: find_files(g, text, by_prefix, out); break;
    case KEY_QUALIFIED_NAME:
        rc = find_named(g, last_part(text), by_prefix, out, err);
        if (rc == CG_OK) /* of a file it is its path */
            find_files(g, text, by_prefix, out);
        break;
    default: rc = find_named(g, text, by_prefix, out, err); break;
    }
    sort_new(out, from);
    return rc;
}
