// SPDX-License-Identifier: Apache-2.0
// Operators that find, filter and compute. One that gives several rows for one of its child notes where the scratch was
// when that row had come, and goes back there before each of its own: whoever asks for the next row is done with the last.
#include <stdarg.h>
#include <stdio.h>

#include "cypher_int.h"

/* ---- what all share ---- */

op *op_new(query *q, size_t size, const op_class *class, op *child)
{
    op *o = cg_arena_alloc(q->tree, size);
    o->class = class;
    o->child = child;
    o->estimated = -1;
    TREE_PUSH(q, &q->ops, o);
    return o;
}

void op_detail(query *q, op *o, const char *fmt, ...)
{
    char text[300];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    o->detail = cg_arena_str(q->tree, cg_utf8_truncate(cg_str_from(text), sizeof text - 1));
}

void op_reset(query *q, op *o)
{
    for (; o != NULL; o = o->child) {
        o->active = false;
        if (o->class->reset != NULL)
            o->class->reset(q, o);
    }
}

/* Has a row of the child at hand; false in *out_row: there are no more. */
static cg_code pull(query *q, op *o, bool *out_row)
{
    cg_code rc = op_next(q, o->child, out_row);
    if (rc == CG_OK && *out_row) {
        o->active = true;
        o->mark = cg_arena_save(q->scratch);
    }
    return rc;
}

static cg_str text_of(const query *q, const expr *e)
{
    return cg_utf8_truncate(cg_str_slice(q->text, e->at, e->end), 120);
}

/* ---- argument: one row, of whatever is around ---- */

static cg_code argument_next(query *q, op *o, bool *out_row)
{
    (void)q;
    *out_row = !o->active;
    o->active = true;
    return CG_OK;
}

op *op_argument(query *q)
{
    static const op_class class = {"Argument", argument_next, NULL, NULL};
    return op_new(q, sizeof(op), &class, NULL);
}

/* ---- scan: all nodes with labels ---- */

typedef struct scan {
    op op;
    uint32_t slot, at;
    uint64_t labels;
} scan;

static cg_code scan_next(query *q, op *o, bool *out_row)
{
    scan *s = (scan *)o;
    cg_code rc = CG_OK;
    for (;;) {
        cg_cypher_node node;
        if (!o->active) {
            s->at = 0;
            rc = pull(q, o, out_row);
            if (rc != CG_OK || !*out_row)
                return rc;
        }
        cg_arena_rewind(q->scratch, o->mark);
        rc = query_tick(q);
        if (rc != CG_OK)
            return rc;
        if (!(s->labels & NOBODY_BIT) && q->graph->scan(q->graph->arg, s->labels, &s->at, &node)) {
            q->frame[s->slot] = v_node(node);
            o->touched++;
            *out_row = true;
            return CG_OK;
        }
        o->active = false;
    }
}

static void add_labels(const query *q, uint64_t labels, bool types, cg_buf *out)
{
    const cg_cypher_graph *g = q->graph;
    for (unsigned i = 0; i < CG_CYPHER_LABELS_MAX; i++)
        if (labels >> i & 1) {
            cg_str name = types ? g->type_name(g->arg, i) : g->label_name(g->arg, i);
            cg_buf_printf(out, "%s%.*s", types && out->len > 1 ? "|" : ":", CG_STR_ARG(name));
        }
}

static void detail_labels(query *q, op *o, uint64_t labels)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    add_labels(q, labels, false, &text);
    op_detail(q, o, "%.*s", CG_STR_ARG(cg_buf_str(&text)));
}

op *op_scan(query *q, op *child, uint32_t slot, uint64_t labels)
{
    static const op_class all = {"AllNodesScan", scan_next, NULL, NULL},
                          some = {"LabelScan", scan_next, NULL, NULL};
    scan *s = OP_NEW(q, scan, labels != 0 ? &some : &all, child);
    s->slot = slot;
    s->labels = labels;
    detail_labels(q, &s->op, labels);
    return &s->op;
}

/* ---- find: nodes by a property ---- */

typedef struct find {
    op op;
    uint32_t slot, key;
    bool by_prefix;
    expr *what;
    cg_cypher_nodes found;
    size_t at;
} find;

static cg_code look_up(query *q, find *f)
{
    value v;
    CG_VEC_CLEAR(&f->found);
    f->at = 0;
    cg_code rc = eval(q, f->what, &v);
    if (rc != CG_OK || v.type != CG_CYPHER_STR) /* the filter above says no to all else */
        return rc;
    return q->graph->find(q->graph->arg, f->key, f->by_prefix, v.text, &f->found, q->err);
}

static cg_code find_next(query *q, op *o, bool *out_row)
{
    find *f = (find *)o;
    for (;;) {
        cg_code rc = CG_OK;
        if (!o->active) {
            rc = pull(q, o, out_row);
            if (rc != CG_OK || !*out_row)
                return rc;
            rc = look_up(q, f);
        }
        cg_arena_rewind(q->scratch, o->mark);
        if (rc == CG_OK)
            rc = query_tick(q);
        if (rc != CG_OK)
            return rc;
        if (f->at < f->found.len) {
            q->frame[f->slot] = v_node(f->found.ptr[f->at++]);
            o->touched++;
            *out_row = true;
            return CG_OK;
        }
        o->active = false;
    }
}

static void find_fini(op *o)
{
    CG_VEC_FINI(&((find *)o)->found);
}

op *op_find(query *q, op *child, uint32_t slot, uint32_t key, bool by_prefix, expr *what)
{
    static const op_class class = {"IndexSeek", find_next, NULL, find_fini};
    find *f = OP_NEW(q, find, &class, child);
    f->slot = slot;
    f->key = key;
    f->by_prefix = by_prefix;
    f->what = what;
    op_detail(q, &f->op, "%s %.*s", by_prefix ? "begins with" : "is", CG_STR_ARG(text_of(q, what)));
    return &f->op;
}

/* ---- filter ---- */

typedef struct filter {
    op op;
    expr *what;
    uint32_t slot;
    uint64_t labels;
} filter;

static cg_code filter_next(query *q, op *o, bool *out_row)
{
    filter *f = (filter *)o;
    for (;;) {
        bool holds;
        cg_code rc = op_next(q, o->child, out_row);
        if (rc != CG_OK || !*out_row)
            return rc;
        rc = eval_truth(q, f->what, &holds);
        if (rc != CG_OK || holds)
            return rc;
    }
}

op *op_filter(query *q, op *child, expr *what)
{
    static const op_class class = {"Filter", filter_next, NULL, NULL};
    filter *f = OP_NEW(q, filter, &class, child);
    f->what = what;
    op_detail(q, &f->op, "%.*s", CG_STR_ARG(text_of(q, what)));
    return &f->op;
}

static cg_code node_next(query *q, op *o, bool *out_row)
{
    filter *f = (filter *)o;
    for (;;) {
        cg_code rc = op_next(q, o->child, out_row);
        if (rc != CG_OK || !*out_row)
            return rc;
        const value *v = &q->frame[f->slot];
        if (v->type == CG_CYPHER_NODE &&
            (q->graph->labels(q->graph->arg, v->node) & f->labels) == f->labels)
            return CG_OK;
    }
}

op *op_node(query *q, op *child, uint32_t slot, uint64_t labels)
{
    static const op_class class = {"NodeFilter", node_next, NULL, NULL};
    filter *f = OP_NEW(q, filter, &class, child);
    f->slot = slot;
    f->labels = labels;
    detail_labels(q, &f->op, labels);
    return &f->op;
}

/* ---- unwind ---- */

typedef struct unwind {
    op op;
    uint32_t slot;
    expr *list;
    value items;
    size_t at;
} unwind;

static cg_code unwind_next(query *q, op *o, bool *out_row)
{
    unwind *u = (unwind *)o;
    for (;;) {
        cg_code rc = CG_OK;
        if (!o->active) {
            rc = pull(q, o, out_row);
            if (rc != CG_OK || !*out_row)
                return rc;
            u->at = 0;
            rc = eval(q, u->list, &u->items);
            o->mark = cg_arena_save(q->scratch); /* behind the list */
        }
        cg_arena_rewind(q->scratch, o->mark);
        if (rc == CG_OK)
            rc = query_tick(q);
        if (rc != CG_OK)
            return rc;
        bool list = u->items.type == CG_CYPHER_LIST;
        size_t count = list ? u->items.list.count : !v_is_null(&u->items);
        if (u->at < count) {
            q->frame[u->slot] = list ? u->items.list.items[u->at] : u->items;
            u->at++;
            *out_row = true;
            return CG_OK;
        }
        o->active = false;
    }
}

op *op_unwind(query *q, op *child, uint32_t slot, expr *list)
{
    static const op_class class = {"Unwind", unwind_next, NULL, NULL};
    unwind *u = OP_NEW(q, unwind, &class, child);
    u->slot = slot;
    u->list = list;
    op_detail(q, &u->op, "%.*s", CG_STR_ARG(text_of(q, list)));
    return &u->op;
}

/* ---- optional: the rows of an inner plan, or one of nulls ---- */

typedef struct optional {
    op op;
    const uint32_t *slots;
    size_t count;
    bool any;
} optional;

static cg_code optional_next(query *q, op *o, bool *out_row)
{
    optional *p = (optional *)o;
    for (;;) {
        cg_code rc;
        if (!o->active) {
            rc = pull(q, o, out_row);
            if (rc != CG_OK || !*out_row)
                return rc;
            p->any = false;
            op_reset(q, o->inner);
        }
        cg_arena_rewind(q->scratch, o->mark);
        rc = op_next(q, o->inner, out_row);
        if (rc != CG_OK)
            return rc;
        if (*out_row) {
            p->any = true;
            return CG_OK;
        }
        o->active = false;
        if (p->any)
            continue;
        for (size_t i = 0; i < p->count; i++)
            q->frame[p->slots[i]] = V_NULL;
        *out_row = true;
        return CG_OK;
    }
}

static void optional_reset(query *q, op *o)
{
    op_reset(q, o->inner);
}

op *op_optional(query *q, op *child, op *inner, const uint32_t *slots, size_t count)
{
    static const op_class class = {"Optional", optional_next, optional_reset, NULL};
    optional *p = OP_NEW(q, optional, &class, child);
    p->op.inner = inner;
    p->slots = slots;
    p->count = count;
    return &p->op;
}

/* ---- project ---- */

typedef struct project {
    op op;
    const set_slot *sets;
    size_t count;
} project;

static cg_code project_next(query *q, op *o, bool *out_row)
{
    const project *p = (const project *)o;
    cg_code rc = op_next(q, o->child, out_row);
    if (rc != CG_OK || !*out_row)
        return rc;
    for (size_t i = 0; rc == CG_OK && i < p->count; i++) {
        value v;
        rc = eval(q, p->sets[i].what, &v);
        q->frame[p->sets[i].slot] = v;
    }
    return rc;
}

op *op_project(query *q, op *child, const set_slot *sets, size_t count)
{
    static const op_class class = {"Projection", project_next, NULL, NULL};
    project *p = OP_NEW(q, project, &class, child);
    CG_AUTO_VALUE(cg_buf) text = {0};
    p->sets = sets;
    p->count = count;
    for (size_t i = 0; i < count && text.len < 200; i++)
        cg_buf_printf(&text, "%s%.*s", i > 0 ? ", " : "", CG_STR_ARG(text_of(q, sets[i].what)));
    op_detail(q, &p->op, "%.*s", CG_STR_ARG(cg_buf_str(&text)));
    return &p->op;
}

/* ---- skip, limit ---- */

typedef struct cut {
    op op;
    expr *what;
    uint64_t left;
} cut;

static cg_code skip_next(query *q, op *o, bool *out_row)
{
    cut *c = (cut *)o;
    cg_code rc = CG_OK;
    if (!o->active) {
        o->active = true;
        rc = eval_count(q, c->what, "SKIP", &c->left);
    }
    *out_row = true;
    for (; rc == CG_OK && *out_row && c->left > 0; c->left--)
        rc = op_next(q, o->child, out_row);
    return rc == CG_OK && *out_row ? op_next(q, o->child, out_row) : rc;
}

op *op_skip(query *q, op *child, expr *what)
{
    static const op_class class = {"Skip", skip_next, NULL, NULL};
    cut *c = OP_NEW(q, cut, &class, child);
    c->what = what;
    op_detail(q, &c->op, "%.*s", CG_STR_ARG(text_of(q, what)));
    return &c->op;
}

static cg_code limit_next(query *q, op *o, bool *out_row)
{
    cut *c = (cut *)o;
    cg_code rc = CG_OK;
    if (!o->active) {
        o->active = true;
        rc = eval_count(q, c->what, "LIMIT", &c->left);
    }
    *out_row = false;
    if (rc != CG_OK || c->left == 0)
        return rc;
    c->left--;
    return op_next(q, o->child, out_row);
}

op *op_limit(query *q, op *child, expr *what)
{
    static const op_class class = {"Limit", limit_next, NULL, NULL};
    cut *c = OP_NEW(q, cut, &class, child);
    c->what = what;
    op_detail(q, &c->op, "%.*s", CG_STR_ARG(text_of(q, what)));
    return &c->op;
}
