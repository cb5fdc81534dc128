// SPDX-License-Identifier: Apache-2.0
// Expressions at a row: values from the frame, temporary ones in the scratch.
#include <math.h>

#include "cypher_int.h"
#include "temporal.h"

static cg_code wrong_type(query *q, const expr *e, const char *wanted, const value *found)
{
    return QUERY_FAIL(q, e->at, "TypeError", "InvalidArgumentType", "%s was expected, not %s",
                      wanted, cg_cypher_type_text(found->type));
}

/* ---- truth ---- */

static cg_code tri_of(query *q, const expr *e, tri *out)
{
    value v;
    cg_code rc = eval(q, e, &v);
    if (rc != CG_OK)
        return rc;
    if (v.type != CG_CYPHER_BOOL && !v_is_null(&v))
        return wrong_type(q, e, "Boolean", &v);
    *out = v_is_null(&v) ? TRI_NULL : v.truth ? TRI_TRUE : TRI_FALSE;
    return CG_OK;
}

static value v_tri(tri t)
{
    return t == TRI_NULL ? V_NULL : v_bool(t == TRI_TRUE);
}

cg_code eval_truth(query *q, const expr *e, bool *out)
{
    tri t;
    cg_arena_mark mark = cg_arena_save(q->scratch);
    cg_code rc = tri_of(q, e, &t);
    cg_arena_rewind(q->scratch, mark);
    *out = rc == CG_OK && t == TRI_TRUE;
    return rc;
}

/* `ends`: what decides at once: false for AND, true for OR. */
static cg_code eval_several(query *q, const expr *e, tri ends, value *out)
{
    tri all = ends == TRI_FALSE ? TRI_TRUE : TRI_FALSE;
    for (uint32_t i = 0; i < e->count; i++) {
        tri one;
        cg_code rc = tri_of(q, e->args[i], &one);
        if (rc != CG_OK)
            return rc;
        if (one == ends) {
            *out = v_tri(ends);
            return CG_OK;
        }
        all = one == TRI_NULL ? TRI_NULL : all;
    }
    *out = v_tri(all);
    return CG_OK;
}

static cg_code eval_xor(query *q, const expr *e, value *out)
{
    tri sum = TRI_FALSE;
    for (uint32_t i = 0; i < e->count; i++) {
        tri one;
        cg_code rc = tri_of(q, e->args[i], &one);
        if (rc != CG_OK)
            return rc;
        sum = sum == TRI_NULL || one == TRI_NULL ? TRI_NULL : sum != one ? TRI_TRUE : TRI_FALSE;
    }
    *out = v_tri(sum);
    return CG_OK;
}

static cg_code eval_not(query *q, const expr *e, value *out)
{
    tri one;
    cg_code rc = tri_of(q, e->args[0], &one);
    *out = v_tri(one == TRI_NULL ? TRI_NULL : one == TRI_TRUE ? TRI_FALSE : TRI_TRUE);
    return rc;
}

/* ---- comparing ---- */

static bool sign_holds(unsigned how, int order)
{
    switch (how) {
    case OP_LT: return order < 0;
    case OP_LE: return order <= 0;
    case OP_GT: return order > 0;
    default: return order >= 0;
    }
}

static cg_code eval_both(query *q, const expr *e, value *a, value *b)
{
    cg_code rc = eval(q, e->args[0], a);
    return rc == CG_OK ? eval(q, e->args[1], b) : rc;
}

static cg_code eval_compare(query *q, const expr *e, value *out)
{
    value a, b;
    int order = 0;
    cg_code rc = eval_both(q, e, &a, &b);
    if (rc != CG_OK)
        return rc;
    if (e->op == OP_EQ || e->op == OP_NE) {
        tri equal = v_equals(&a, &b);
        *out = equal == TRI_NULL ? V_NULL : v_bool((equal == TRI_TRUE) == (e->op == OP_EQ));
        return CG_OK;
    }
    tri can = v_is_null(&a) || v_is_null(&b) ? TRI_NULL : v_compare(&a, &b, &order);
    *out = can == TRI_NULL ? V_NULL : v_bool(can == TRI_TRUE && sign_holds(e->op, order));
    return CG_OK;
}

static cg_code eval_in(query *q, const expr *e, value *out)
{
    value a, list;
    cg_code rc = eval_both(q, e, &a, &list);
    if (rc != CG_OK)
        return rc;
    *out = V_NULL;
    if (v_is_null(&list))
        return CG_OK;
    if (list.type != CG_CYPHER_LIST)
        return wrong_type(q, e->args[1], "List", &list);
    tri any = TRI_FALSE;
    for (size_t i = 0; any != TRI_TRUE && i < list.list.count; i++) {
        tri one = v_equals(&a, &list.list.items[i]);
        any = one == TRI_FALSE ? any : one;
    }
    *out = v_tri(any);
    return CG_OK;
}

static cg_code eval_text_predicate(query *q, const expr *e, value *out)
{
    value a, b;
    bool holds = false;
    cg_code rc = eval_both(q, e, &a, &b);
    *out = V_NULL;
    if (rc != CG_OK || a.type != CG_CYPHER_STR || b.type != CG_CYPHER_STR)
        return rc;
    switch (e->kind) {
    case EX_STARTS_WITH: holds = cg_str_starts(a.text, b.text); break;
    case EX_ENDS_WITH: holds = cg_str_ends(a.text, b.text); break;
    case EX_CONTAINS:
        holds = b.text.len == 0 ||
                (a.text.len > 0 && memmem(a.text.ptr, a.text.len, b.text.ptr, b.text.len) != NULL);
        break;
    default: rc = matches_regex(q, e, a.text, b.text, &holds); break;
    }
    *out = v_bool(holds);
    return rc;
}

/* ---- arithmetic ---- */

static cg_code overflow(query *q, uint32_t at)
{
    return QUERY_FAIL(q, at, "ArithmeticError", "IntegerOverflow",
                      "the result is beyond 64 bits with a sign");
}

static cg_code integers(query *q, uint32_t at, char sign, int64_t a, int64_t b, value *out)
{
    int64_t sum = 0;
    bool over = false;
    switch (sign) {
    case '+': over = __builtin_add_overflow(a, b, &sum); break;
    case '-': over = __builtin_sub_overflow(a, b, &sum); break;
    case '*': over = __builtin_mul_overflow(a, b, &sum); break;
    case '^': *out = v_real(pow((double)a, (double)b)); return CG_OK;
    default:
        if (b == 0)
            return QUERY_FAIL(q, at, "ArithmeticError", "DivisionByZero", "division by zero");
        over = a == INT64_MIN && b == -1;
        if (!over)
            sum = sign == '/' ? a / b : a % b;
        else if (sign == '%')
            over = false;
        break;
    }
    *out = v_int(sum);
    return over ? overflow(q, at) : CG_OK;
}

static double reals(char sign, double a, double b)
{
    switch (sign) {
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    case '/': return a / b;
    case '%': return fmod(a, b);
    default: return pow(a, b);
    }
}

static cg_code concat_lists(query *q, uint32_t at, const value *a, const value *b, value *out)
{
    bool left = a->type == CG_CYPHER_LIST, right = b->type == CG_CYPHER_LIST;
    size_t first = left ? a->list.count : 1, second = right ? b->list.count : 1;
    value *items = query_array(q, q->scratch, first + second, sizeof *items);
    if (items == NULL)
        return query_full(q);
    if (first > 0)
        memcpy(items, left ? a->list.items : a, first * sizeof *items);
    if (second > 0)
        memcpy(items + first, right ? b->list.items : b, second * sizeof *items);
    *out = v_list(items, first + second);
    return v_nest(q, at, out);
}

static void add_as_text(const value *v, cg_buf *out)
{
    if (v->type == CG_CYPHER_STR)
        cg_buf_add_str(out, v->text);
    else if (v->type == CG_CYPHER_INT)
        cg_buf_printf(out, "%" PRId64, v->integer);
    else if (v->type == CG_CYPHER_FLOAT)
        cg_cypher_real_write(v->real, out);
    else
        cg_buf_add_str(out, v->truth ? CG_STR("true") : CG_STR("false"));
}

static cg_code concat_texts(query *q, const value *a, const value *b, value *out)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    add_as_text(a, &text);
    add_as_text(b, &text);
    value v = v_text(cg_buf_str(&text));
    return v_copy(q, q->scratch, &v, out);
}

static bool is_plain(const value *v)
{
    return v->type == CG_CYPHER_STR || v_is_number(v) || v->type == CG_CYPHER_BOOL;
}

cg_code arithmetic(query *q, uint32_t at, char sign, const value *a, const value *b, value *out)
{
    *out = V_NULL;
    if (v_is_null(a) || v_is_null(b))
        return CG_OK;
    if (a->type == CG_CYPHER_INT && b->type == CG_CYPHER_INT)
        return integers(q, at, sign, a->integer, b->integer, out);
    if (v_is_number(a) && v_is_number(b)) {
        *out = v_real(reals(sign, v_number(a), v_number(b)));
        return CG_OK;
    }
    if (sign == '+' && (a->type == CG_CYPHER_LIST || b->type == CG_CYPHER_LIST))
        return concat_lists(q, at, a, b, out);
    bool done = false;
    cg_code rc = temporal_arithmetic(q, at, sign, a, b, out, &done);
    if (rc != CG_OK || done)
        return rc;
    if (sign == '+' && is_plain(a) && is_plain(b) &&
        (a->type == CG_CYPHER_STR || b->type == CG_CYPHER_STR))
        return concat_texts(q, a, b, out);
    return QUERY_FAIL(q, at, "TypeError", "InvalidArgumentType", "%s %c %s has no meaning",
                      cg_cypher_type_text(a->type), sign, cg_cypher_type_text(b->type));
}

static cg_code eval_negative(query *q, const expr *e, value *out)
{
    value v, zero = v_int(0);
    cg_code rc = eval(q, e->args[0], &v);
    if (rc == CG_OK && v.type == CG_CYPHER_FLOAT) {
        *out = v_real(-v.real);
        return CG_OK;
    }
    return rc == CG_OK ? arithmetic(q, e->at, '-', &zero, &v, out) : rc;
}

/* ---- properties ---- */

cg_code properties_of(query *q, const value *of, value *out)
{
    const cg_cypher_graph *g = q->graph;
    if (of->type == CG_CYPHER_NODE)
        return g->node_properties(g->arg, of->node, q->scratch, out, q->err);
    if (of->type == CG_CYPHER_EDGE)
        return g->edge_properties(g->arg, of->edge, q->scratch, out, q->err);
    *out = *of;
    return CG_OK;
}

cg_code property_of(query *q, const expr *e, const value *of, cg_str name, uint32_t key, value *out)
{
    const cg_cypher_graph *g = q->graph;
    const value *found;
    *out = V_NULL;
    switch (of->type) {
    case CG_CYPHER_NULL: return CG_OK;
    case CG_CYPHER_NODE:
        return key == CG_CYPHER_KEY_NONE
                   ? CG_OK
                   : g->node_property(g->arg, of->node, key, q->scratch, out, q->err);
    case CG_CYPHER_EDGE:
        return key == CG_CYPHER_KEY_NONE
                   ? CG_OK
                   : g->edge_property(g->arg, of->edge, key, q->scratch, out, q->err);
    case CG_CYPHER_MAP:
        found = v_map_get(of, name);
        if (found != NULL)
            *out = *found;
        return CG_OK;
    case CG_CYPHER_DATE:
    case CG_CYPHER_LOCAL_TIME:
    case CG_CYPHER_TIME:
    case CG_CYPHER_LOCAL_DATETIME:
    case CG_CYPHER_DATETIME:
    case CG_CYPHER_DURATION: return temporal_component(q, e, of, name, out);
    default:
        return QUERY_FAIL(q, e->at, "TypeError", "InvalidArgumentType", "%s has no properties",
                          cg_cypher_type_text(of->type));
    }
}

static cg_code eval_property(query *q, const expr *e, value *out)
{
    value of;
    cg_code rc = eval(q, e->args[0], &of);
    return rc == CG_OK ? property_of(q, e, &of, e->name, e->key, out) : rc;
}

static cg_code eval_labels(query *q, const expr *e, value *out)
{
    value of;
    cg_code rc = eval(q, e->args[0], &of);
    if (rc != CG_OK)
        return rc;
    *out = V_NULL;
    if (v_is_null(&of))
        return CG_OK;
    if (of.type == CG_CYPHER_EDGE) {
        cg_str type = q->graph->type_name(q->graph->arg, q->graph->type(q->graph->arg, of.edge));
        bool all = true;
        for (uint32_t i = 0; i < e->slot2; i++)
            all = all && cg_str_eq(type, e->keys[i]);
        *out = v_bool(all);
        return CG_OK;
    }
    if (of.type != CG_CYPHER_NODE)
        return wrong_type(q, e->args[0], "Node", &of);
    *out = v_bool((q->graph->labels(q->graph->arg, of.node) & e->mask) == e->mask);
    return CG_OK;
}

/* ---- lists and maps ---- */

static cg_code eval_list(query *q, const expr *e, value *out)
{
    value *items = query_array(q, q->scratch, e->count, sizeof *items);
    cg_code rc = items != NULL ? CG_OK : query_full(q);
    for (uint32_t i = 0; rc == CG_OK && i < e->count; i++)
        rc = eval(q, e->args[i], &items[i]);
    *out = v_list(items, e->count);
    return rc == CG_OK ? v_nest(q, e->at, out) : rc;
}

/* Of equal keys the last counts. */
static void put_entry(cg_cypher_entry *entries, size_t *count, cg_str key, value v)
{
    size_t i = 0;
    while (i < *count && !cg_str_eq(entries[i].key, key))
        i++;
    entries[i] = (cg_cypher_entry){key, v};
    *count += i == *count;
}

static cg_code eval_map(query *q, const expr *e, value *out)
{
    size_t count = 0;
    cg_cypher_entry *entries = query_array(q, q->scratch, e->count, sizeof *entries);
    cg_code rc = entries != NULL ? CG_OK : query_full(q);
    for (uint32_t i = 0; rc == CG_OK && i < e->count; i++) {
        value v;
        rc = eval(q, e->args[i], &v);
        if (rc == CG_OK)
            put_entry(entries, &count, e->keys[i], v);
    }
    *out = (value){.type = CG_CYPHER_MAP, .map = {entries, count}};
    return rc == CG_OK ? v_nest(q, e->at, out) : rc;
}

static cg_code project_one(query *q, const expr *e, uint32_t i, const value *of, const value *all,
                           cg_cypher_entry *entries, size_t *count)
{
    value v;
    cg_code rc;
    if (e->args[i] == NULL && cg_str_eq(e->keys[i], CG_STR("*"))) {
        for (size_t k = 0; k < all->map.count; k++)
            put_entry(entries, count, all->map.entries[k].key, all->map.entries[k].value);
        return CG_OK;
    }
    if (e->args[i] != NULL)
        rc = eval(q, e->args[i], &v);
    else
        rc = property_of(q, e, of, e->keys[i], q->graph->find_key(q->graph->arg, e->keys[i]), &v);
    if (rc == CG_OK)
        put_entry(entries, count, e->keys[i], v);
    return rc;
}

static cg_code eval_projection(query *q, const expr *e, value *out)
{
    value of, all = {.type = CG_CYPHER_MAP};
    size_t count = 0;
    cg_code rc = eval(q, e->args[0], &of);
    *out = V_NULL;
    if (rc != CG_OK || v_is_null(&of))
        return rc;
    if (of.type != CG_CYPHER_MAP && of.type != CG_CYPHER_NODE && of.type != CG_CYPHER_EDGE)
        return wrong_type(q, e->args[0], "Map, Node or Relationship", &of);
    for (uint32_t i = 1; rc == CG_OK && i < e->count; i++)
        if (e->args[i] == NULL && cg_str_eq(e->keys[i], CG_STR("*")))
            rc = properties_of(q, &of, &all);
    cg_cypher_entry *entries = NULL;
    if (rc == CG_OK)
        entries = query_array(q, q->scratch, e->count + all.map.count, sizeof *entries);
    if (rc == CG_OK && entries == NULL)
        rc = query_full(q);
    for (uint32_t i = 1; rc == CG_OK && i < e->count; i++)
        rc = project_one(q, e, i, &of, &all, entries, &count);
    *out = (value){.type = CG_CYPHER_MAP, .map = {entries, count}};
    return rc == CG_OK ? v_nest(q, e->at, out) : rc;
}

static cg_code eval_index(query *q, const expr *e, value *out)
{
    value of, at;
    cg_code rc = eval_both(q, e, &of, &at);
    *out = V_NULL;
    if (rc != CG_OK || v_is_null(&of) || v_is_null(&at))
        return rc;
    if (of.type == CG_CYPHER_LIST) {
        if (at.type != CG_CYPHER_INT)
            return wrong_type(q, e->args[1], "an Integer as index", &at);
        int64_t count = (int64_t)of.list.count;
        int64_t i = at.integer < 0 ? at.integer + count : at.integer;
        if (i >= 0 && i < count)
            *out = of.list.items[i];
        return CG_OK;
    }
    bool has_names = of.type == CG_CYPHER_MAP || of.type == CG_CYPHER_NODE ||
                     of.type == CG_CYPHER_EDGE || of.type == CG_CYPHER_DURATION ||
                     v_is_instant(&of);
    if (!has_names)
        return wrong_type(q, e->args[0], "a List, Map, Node, Relationship, instant or Duration",
                          &of);
    if (at.type != CG_CYPHER_STR)
        return QUERY_FAIL(q, e->args[1]->at, "TypeError", "MapElementAccessByNonString",
                          "a String was expected as key, not %s", cg_cypher_type_text(at.type));
    return property_of(q, e, &of, at.text, q->graph->find_key(q->graph->arg, at.text), out);
}

/* A bound of a slice: from the end when negative. */
static cg_code eval_bound(query *q, const expr *e, int64_t count, int64_t fallback, int64_t *out,
                          bool *inout_null)
{
    value v;
    *out = fallback;
    if (e == NULL)
        return CG_OK;
    cg_code rc = eval(q, e, &v);
    if (rc != CG_OK)
        return rc;
    *inout_null = *inout_null || v_is_null(&v);
    if (v_is_null(&v))
        return CG_OK;
    if (v.type != CG_CYPHER_INT)
        return wrong_type(q, e, "Integer", &v);
    int64_t at = v.integer < 0 ? v.integer + count : v.integer;
    *out = CG_MAX((int64_t)0, CG_MIN(at, count));
    return CG_OK;
}

static cg_code eval_slice(query *q, const expr *e, value *out)
{
    value of;
    int64_t from, to;
    cg_code rc = eval(q, e->args[0], &of);
    *out = V_NULL;
    if (rc != CG_OK || v_is_null(&of))
        return rc;
    if (of.type != CG_CYPHER_LIST)
        return wrong_type(q, e->args[0], "List", &of);
    bool null = false;
    int64_t count = (int64_t)of.list.count;
    rc = eval_bound(q, e->args[1], count, 0, &from, &null);
    if (rc == CG_OK)
        rc = eval_bound(q, e->args[2], count, count, &to, &null);
    if (rc == CG_OK && !null)
        *out = from < to ? v_list(of.list.items + from, (size_t)(to - from)) : v_list(NULL, 0);
    return rc;
}

/* ---- loops ---- */

/* Null: there is no list. */
static cg_code eval_loop_list(query *q, const expr *e, value *out)
{
    cg_code rc = eval(q, e, out);
    if (rc == CG_OK && !v_is_null(out) && out->type != CG_CYPHER_LIST)
        return wrong_type(q, e, "List", out);
    return rc;
}

static cg_code eval_comprehension(query *q, const expr *e, value *out)
{
    value list;
    size_t count = 0;
    cg_code rc = eval_loop_list(q, e->args[0], &list);
    *out = V_NULL;
    if (rc != CG_OK || v_is_null(&list))
        return rc;
    value *items = query_array(q, q->scratch, list.list.count, sizeof *items);
    if (items == NULL)
        return query_full(q);
    for (size_t i = 0; rc == CG_OK && i < list.list.count; i++) {
        bool holds = true;
        q->frame[e->slot] = list.list.items[i];
        rc = query_tick(q);
        if (rc == CG_OK && e->args[1] != NULL)
            rc = eval_truth(q, e->args[1], &holds);
        if (rc != CG_OK || !holds)
            continue;
        if (e->args[2] != NULL)
            rc = eval(q, e->args[2], &items[count]);
        else
            items[count] = list.list.items[i];
        count++;
    }
    *out = v_list(items, count);
    return rc == CG_OK ? v_nest(q, e->at, out) : rc;
}

static value decide(quantifier which, size_t yes, size_t no, size_t unknown)
{
    switch (which) {
    case FOR_ALL: return no > 0 ? v_bool(false) : unknown > 0 ? V_NULL : v_bool(true);
    case FOR_ANY: return yes > 0 ? v_bool(true) : unknown > 0 ? V_NULL : v_bool(false);
    case FOR_NONE: return yes > 0 ? v_bool(false) : unknown > 0 ? V_NULL : v_bool(true);
    default: return yes > 1 ? v_bool(false) : unknown > 0 ? V_NULL : v_bool(yes == 1);
    }
}

static cg_code eval_quantifier(query *q, const expr *e, value *out)
{
    value list;
    size_t counts[3] = {0};
    cg_code rc = eval_loop_list(q, e->args[0], &list);
    *out = V_NULL;
    if (rc != CG_OK || v_is_null(&list))
        return rc;
    cg_arena_mark mark = cg_arena_save(q->scratch);
    for (size_t i = 0; rc == CG_OK && i < list.list.count; i++) {
        tri one = TRI_NULL;
        q->frame[e->slot] = list.list.items[i];
        rc = query_tick(q);
        if (rc == CG_OK)
            rc = tri_of(q, e->args[1], &one);
        counts[one]++;
        cg_arena_rewind(q->scratch, mark);
    }
    *out = decide((quantifier)e->op, counts[TRI_TRUE], counts[TRI_FALSE], counts[TRI_NULL]);
    return rc;
}

static cg_code eval_reduce(query *q, const expr *e, value *out)
{
    value list, sum;
    cg_code rc = eval(q, e->args[0], &sum);
    if (rc == CG_OK)
        rc = eval_loop_list(q, e->args[1], &list);
    *out = V_NULL;
    if (rc != CG_OK || v_is_null(&list))
        return rc;
    cg_arena_mark mark = cg_arena_save(q->scratch);
    for (size_t i = 0; rc == CG_OK && i < list.list.count; i++) {
        q->frame[e->slot] = sum;
        q->frame[e->slot2] = list.list.items[i];
        rc = query_tick(q);
        if (rc == CG_OK)
            rc = eval(q, e->args[2], &sum);
        if (v_is_whole(&sum))
            cg_arena_rewind(q->scratch, mark);
    }
    *out = sum;
    return rc;
}

/* ---- CASE ---- */

static cg_code eval_case(query *q, const expr *e, value *out)
{
    value subject, when;
    cg_code rc = CG_OK;
    if (e->args[0] != NULL)
        rc = eval(q, e->args[0], &subject);
    for (uint32_t i = 2; rc == CG_OK && i + 1 < e->count; i += 2) {
        bool holds = false;
        if (e->args[0] == NULL) {
            rc = eval_truth(q, e->args[i], &holds);
        } else {
            rc = eval(q, e->args[i], &when);
            holds = rc == CG_OK && v_equals(&subject, &when) == TRI_TRUE;
        }
        if (rc == CG_OK && holds)
            return eval(q, e->args[i + 1], out);
    }
    *out = V_NULL;
    return rc == CG_OK && e->args[1] != NULL ? eval(q, e->args[1], out) : rc;
}

/* ---- calls ---- */

static cg_code eval_call(query *q, const expr *e, value *out)
{
    value few[4], *args = few;
    cg_code rc = CG_OK;
    if (e->count > CG_ARRAY_LEN(few)) {
        args = query_array(q, q->scratch, e->count, sizeof *args);
        if (args == NULL)
            return query_full(q);
    }
    for (uint32_t i = 0; rc == CG_OK && i < e->count; i++)
        rc = eval(q, e->args[i], &args[i]);
    return rc == CG_OK ? call_function(q, e, args, out) : rc;
}

/* ---- patterns ---- */

static cg_code collect_inner(query *q, const expr *e, value *out)
{
    /* The plan rewinds the scratch: what is found waits elsewhere. */
    CG_AUTO(cg_arena) aside = cg_arena_create(0);
    CG_VEC(value) found = {0};
    cg_code rc;
    bool row = true;
    cg_arena_mark mark = cg_arena_save(q->scratch);
    while ((rc = op_next(q, e->sub->plan, &row)) == CG_OK && row) {
        value v, copy;
        rc = eval(q, e->args[0], &v);
        if (rc == CG_OK)
            rc = v_copy(q, aside, &v, &copy);
        if (rc == CG_OK && found.len * sizeof v + cg_arena_used(aside) > q->limits.memory_bytes)
            rc = query_full(q);
        if (rc != CG_OK)
            break;
        CG_VEC_PUSH(&found, copy);
    }
    cg_arena_rewind(q->scratch, mark);
    value list = v_list(found.ptr, found.len);
    if (rc == CG_OK)
        rc = v_nest(q, e->at, &list);
    if (rc == CG_OK)
        rc = v_copy(q, q->scratch, &list, out);
    CG_VEC_FINI(&found);
    q->kept_bytes -= CG_MIN(q->kept_bytes, cg_arena_used(aside));
    return rc;
}

cg_code eval_inner(query *q, const expr *e, value *out)
{
    bool row = true;
    int64_t count = 0;
    uint64_t weight = q->weight;
    cg_code rc = CG_OK;
    op_reset(q, e->sub->plan);
    if (e->op == PATTERN_COLLECT)
        return collect_inner(q, e, out);
    cg_arena_mark mark = cg_arena_save(q->scratch);
    while (rc == CG_OK && row && (e->op != PATTERN_EXISTS || count == 0)) {
        rc = op_next(q, e->sub->plan, &row);
        count += rc == CG_OK && row;
    }
    cg_arena_rewind(q->scratch, mark);
    q->weight = weight;
    *out = e->op == PATTERN_EXISTS ? v_bool(count > 0) : v_int(count);
    return rc;
}

/* ---- all of them ---- */

cg_code eval(query *q, const expr *e, value *out)
{
    value v;
    cg_code rc;
    switch ((expr_kind)e->kind) {
    case EX_CONST:
    case EX_PARAM: *out = e->constant; return CG_OK;
    case EX_VARIABLE: *out = q->frame[e->slot]; return CG_OK;
    case EX_PROPERTY: return eval_property(q, e, out);
    case EX_LABELS: return eval_labels(q, e, out);
    case EX_LIST: return eval_list(q, e, out);
    case EX_MAP: return eval_map(q, e, out);
    case EX_AND: return eval_several(q, e, TRI_FALSE, out);
    case EX_OR: return eval_several(q, e, TRI_TRUE, out);
    case EX_XOR: return eval_xor(q, e, out);
    case EX_NOT: return eval_not(q, e, out);
    case EX_COMPARE: return eval_compare(q, e, out);
    case EX_ARITHMETIC: {
        value a, b;
        rc = eval_both(q, e, &a, &b);
        return rc == CG_OK ? arithmetic(q, e->at, (char)e->op, &a, &b, out) : rc;
    }
    case EX_NEGATIVE: return eval_negative(q, e, out);
    case EX_IN: return eval_in(q, e, out);
    case EX_STARTS_WITH:
    case EX_ENDS_WITH:
    case EX_CONTAINS:
    case EX_MATCHES: return eval_text_predicate(q, e, out);
    case EX_IS_NULL:
    case EX_IS_NOT_NULL:
        rc = eval(q, e->args[0], &v);
        *out = v_bool(v_is_null(&v) == (e->kind == EX_IS_NULL));
        return rc;
    case EX_INDEX: return eval_index(q, e, out);
    case EX_SLICE: return eval_slice(q, e, out);
    case EX_CALL: return eval_call(q, e, out);
    case EX_CASE: return eval_case(q, e, out);
    case EX_COMPREHENSION: return eval_comprehension(q, e, out);
    case EX_QUANTIFIER: return eval_quantifier(q, e, out);
    case EX_REDUCE: return eval_reduce(q, e, out);
    case EX_PATTERN: return eval_inner(q, e, out);
    case EX_PROJECTION: return eval_projection(q, e, out);
    case EX_AGGREGATE: *out = q->frame[e->slot]; return CG_OK; /* the operator has put it there */
    }
    return CG_OK;
}

cg_code eval_count(query *q, const expr *e, const char *of, uint64_t *out)
{
    value v;
    cg_code rc = eval(q, e, &v);
    if (rc != CG_OK)
        return rc;
    if (v.type != CG_CYPHER_INT)
        return QUERY_FAIL(q, e->at, SYNTAX, "InvalidArgumentType", "%s takes an Integer, not %s",
                          of, cg_cypher_type_text(v.type));
    if (v.integer < 0)
        return QUERY_FAIL(q, e->at, SYNTAX, "NegativeIntegerArgument",
                          "%s takes an Integer from 0 on", of);
    *out = (uint64_t)v.integer;
    return CG_OK;
}
