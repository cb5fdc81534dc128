// SPDX-License-Identifier: Apache-2.0
// link: what of a file others can have read, name by name, as fingerprints. Two contents that agree
// on a name's fingerprint give every reader of that name the same answers.
//
// A definition's fingerprint holds what its head says and the shape of the references that its type,
// returned values, bases and parameters rest on. Where a reference means another definition, the
// shape stops: whoever follows it reads that name too, and notes it.
#include <limits.h>
#include <stdlib.h>

#include "link_int.h"

/* References one shape may go through; beyond it, the whole body stands for it. */
#define SHAPE_BUDGET 400u
#define SHAPE_DEPTH 60u

typedef struct shaper {
    const cg_link_unit *u;
    cg_buf text;       /* scratch: descriptors */
    uint64_t *extra;   /* by definition: what hints, bases and type parameters add */
    uint64_t *symbols; /* by definition: of its descriptors; 0: not known */
    /* Of kinds that shapes go through, by subject: the first hint + 1; 0: there is none, as for most. */
    uint32_t *hints[CG_HINT_LIMIT];
    unsigned budget;
    /* Local names go in circles: x = x.next(). */
    uint32_t open[SHAPE_DEPTH + 1]; /* bindings whose shape is being made, outermost first */
    unsigned open_count;
    unsigned met;     /* the outermost of them that was met again; UINT_MAX: none */
    bool cut;         /* a body stood for what was beyond the budget or too deep */
    uint64_t *closed; /* by binding: a shape that is whole in itself; 0: not known */
} shaper;

typedef struct named_print {
    uint64_t name, print;
} named_print;
typedef CG_VEC(named_print) named_prints;

/* Both halves of a product, as wyhash mixes: prints are compared within a process and never kept. */
static uint64_t mix(uint64_t a, uint64_t b)
{
    unsigned __int128 product =
        (unsigned __int128)(a ^ UINT64_C(0xa0761d6478bd642f)) * (b ^ UINT64_C(0xe7037ed1a0b428db));
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t text_print(const shaper *s, cg_text text)
{
    return name_hash(cg_unit_str(s->u->unit, text));
}

static uint64_t symbol_print(shaper *s, uint32_t def)
{
    if (s->symbols[def] == 0) {
        cg_buf_clear(&s->text);
        cg_unit_add_descriptors(s->u->unit, def, &s->text);
        s->symbols[def] = name_hash(cg_buf_str(&s->text));
    }
    return s->symbols[def];
}

/* ---- shapes of references ---- */

static uint64_t shape_of(shaper *s, uint32_t ref, unsigned depth);

static uint64_t shape_of_hints(shaper *s, cg_hint_kind kind, uint32_t subject, unsigned depth)
{
    const cg_unit *unit = s->u->unit;
    uint64_t print = 1;
    if (s->hints[kind] == NULL || s->hints[kind][subject] == 0)
        return 0;
    for (size_t i = s->hints[kind][subject] - 1; i < unit->hints.len; i++) {
        const cg_hint *h = &unit->hints.ptr[i];
        if (h->kind != kind || h->subject != subject)
            break;
        print = mix(print, mix(shape_of(s, h->value, depth), text_print(s, h->name)));
        if (kind == CG_HINT_ARGUMENT || kind == CG_HINT_TYPE_ARG || kind == CG_HINT_EXPECTED)
            print = mix(print, h->index | (uint64_t)h->form << 32);
    }
    return print;
}

static uint64_t shape_of_values(shaper *s, uint32_t binding, unsigned depth)
{
    const cg_binding *b = &s->u->unit->bindings.ptr[binding];
    uint64_t print = mix(b->kind | (uint64_t)b->form << 8, text_print(s, b->name));
    print = mix(print, symbol_print(s, s->u->unit->scopes.ptr[b->scope].owner));
    print = mix(print, shape_of(s, b->type_ref, depth));
    print = mix(print, shape_of(s, b->init_ref, depth));
    return mix(print, shape_of_hints(s, CG_HINT_BINDING_VALUE, binding, depth));
}

/* Where a circle closes, how far back it does stands for the rest. What rests on no binding around is made once. */
static uint64_t shape_of_binding(shaper *s, uint32_t binding, unsigned depth)
{
    unsigned at = s->open_count, met_around = s->met;
    bool cut_around = s->cut;
    if (s->closed[binding] != 0)
        return s->closed[binding];
    for (unsigned i = 0; i < at; i++)
        if (s->open[i] == binding) {
            s->met = CG_MIN(s->met, i);
            return mix(name_hash(CG_STR("circle")), at - i);
        }
    s->open[s->open_count++] = binding;
    s->met = UINT_MAX;
    s->cut = false;
    uint64_t print = shape_of_values(s, binding, depth);
    s->open_count--;
    bool whole = s->met >= at;
    if (whole && !s->cut)
        s->closed[binding] = print;
    s->met = whole ? met_around : CG_MIN(s->met, met_around);
    s->cut = s->cut || cut_around;
    return print;
}

static uint64_t shape_of(shaper *s, uint32_t ref, unsigned depth)
{
    if (ref == CG_NONE)
        return 0;
    const cg_ref *r = ref_of(s->u, ref);
    if (s->budget == 0 || depth >= SHAPE_DEPTH) { /* then all that the body says is its shape */
        const cg_def *source = def_of(s->u, r->source);
        s->cut = true;
        return mix(source->body_hash, symbol_print(s, r->source));
    }
    s->budget--;
    uint64_t print = (uint64_t)r->form << 32 | (uint64_t)r->role << 24 |
                     (uint64_t)r->base_kind << 16 | (uint64_t)r->target_kind << 8 | r->args;
    print = mix(print, name_hash(ref_name(s->u, ref)));
    if (s->u->unit->activity.len > 0)
        print = mix(print, cg_unit_activity(s->u->unit, r->byte));
    if (r->target_kind == CG_TARGET_BINDING)
        print = mix(print, shape_of_binding(s, r->target, depth + 1));
    else if (r->target_kind != CG_TARGET_NONE)
        print = mix(print, symbol_print(s, r->target));
    if (r->base != CG_NONE)
        print = mix(print, shape_of(s, r->base, depth + 1));
    else /* its place matters: self is the type around, plain names may be inherited there */
        print = mix(print, symbol_print(s, r->source));
    print = mix(print, shape_of_hints(s, CG_HINT_TYPE_ARG, ref, depth + 1));
    print = mix(print, shape_of_hints(s, CG_HINT_EXPECTED, ref, depth + 1));
    return mix(print, shape_of_hints(s, CG_HINT_ARGUMENT, ref, depth + 1));
}

/* ---- fingerprints of definitions ---- */

static uint64_t fresh_shape(shaper *s, uint32_t ref)
{
    s->budget = SHAPE_BUDGET;
    return shape_of(s, ref, 0);
}

static void add_extra(shaper *s, uint32_t def, uint64_t print)
{
    s->extra[def] = mix(s->extra[def], print);
}

/* What the types in a head mean tells overloads apart, where the language goes by how they are declared. */
static void collect_heads(shaper *s)
{
    for (uint32_t r = 0; s->u->rules->suits != NULL && r < s->u->unit->refs.len; r++) {
        const cg_ref *ref = ref_of(s->u, r);
        const cg_def *d = def_of(s->u, ref->source);
        bool head = d->body_end <= d->body_start || ref->byte < d->body_start;
        if (ref->role == CG_ROLE_TYPE && head && cg_node_kind_is_callable(d->kind))
            add_extra(s, ref->source, fresh_shape(s, r));
    }
}

/* What holds a function is what `this` is in it. */
static void collect_held(shaper *s)
{
    for (size_t i = 0; i < s->u->held.len; i++) {
        uint32_t member = s->u->held.ptr[i].index;
        const cg_def *d = def_of(s->u, member);
        unsigned owner = d->parent == CG_NONE ? CG_NODE_NONE : def_of(s->u, d->parent)->kind;
        add_extra(s, s->u->held.ptr[i].def,
                  mix(symbol_print(s, member), (uint64_t)d->modifiers << 8 | owner));
    }
}

/* What rows beside the definitions say about them, in the order of those rows. */
static void collect_extra(shaper *s)
{
    const cg_unit *unit = s->u->unit;
    collect_heads(s);
    collect_held(s);
    for (size_t i = 0; i < s->u->bases.len; i++)
        add_extra(s, s->u->bases.ptr[i].def, fresh_shape(s, s->u->bases.ptr[i].index));
    for (uint32_t b = 0; b < unit->bindings.len; b++) {
        if (unit->bindings.ptr[b].kind != CG_BIND_TYPE_PARAM)
            continue;
        s->budget = SHAPE_BUDGET;
        add_extra(s, unit->scopes.ptr[unit->bindings.ptr[b].scope].owner,
                  shape_of_binding(s, b, 0));
    }
    for (size_t i = 0; i < unit->hints.len; i++) {
        const cg_hint *h = &unit->hints.ptr[i];
        s->budget = SHAPE_BUDGET;
        if (h->kind == CG_HINT_DEF_VALUE || h->kind == CG_HINT_RESULT || h->kind == CG_HINT_SELF)
            add_extra(s, h->subject, shape_of(s, h->value, 0));
        else if (h->kind == CG_HINT_PARAM)
            add_extra(s, h->subject, shape_of_binding(s, h->value, 0));
    }
    for (size_t i = 0; i < s->u->decorators.len; i++)
        add_extra(s, s->u->decorators.ptr[i].def, fresh_shape(s, s->u->decorators.ptr[i].index));
    for (size_t i = 0; i < unit->imports.len; i++) {
        const cg_import *m = &unit->imports.ptr[i];
        uint64_t print = mix(text_print(s, m->module), text_print(s, m->name));
        add_extra(s, m->def, mix(print, (uint64_t)m->flags << 32 | m->level));
    }
}

/* All that a macro's body names: whoever uses the macro names it too. */
static uint64_t shape_of_body(shaper *s, uint32_t macro)
{
    size_t first, count = unit_macro_refs(s->u, macro, &first);
    uint64_t print = count;
    for (size_t i = 0; i < count; i++) {
        uint32_t ref = s->u->macro_refs.ptr[first + i].index;
        print = mix(print, fresh_shape(s, ref));
        print = mix(print, shape_of_hints(s, CG_HINT_WITHIN, ref, 0));
    }
    count = unit_hints(s->u, CG_HINT_PASTES, macro, &first);
    return count == 0 ? print : mix(print, text_print(s, s->u->unit->hints.ptr[first].name));
}

/* What decides whether it is compiled. */
static uint64_t print_of_conditions(shaper *s, uint32_t def)
{
    size_t first, count = unit_hints(s->u, CG_HINT_CONDITION, def, &first);
    uint64_t print = count;
    for (size_t i = first; i < first + count; i++) {
        const cg_hint *h = &s->u->unit->hints.ptr[i];
        print = mix(print, mix(h->value, text_print(s, h->name)));
    }
    return print;
}

static uint64_t print_of_def(shaper *s, uint32_t def)
{
    const cg_def *d = def_of(s->u, def);
    uint64_t print = mix(symbol_print(s, def), s->extra[def]);
    print = mix(print, text_print(s, d->signature));
    print = mix(print, text_print(s, d->decorators));
    print = mix(print, (uint64_t)d->modifiers << 32 | (uint64_t)d->visibility << 24 |
                           (uint64_t)d->params_min << 16 | (uint64_t)d->params_max << 8 | d->kind);
    print = mix(print, fresh_shape(s, d->type_ref));
    if (d->kind == CG_NODE_MACRO && s->u->rules->traits & LINK_EXPANDS)
        print = mix(print, shape_of_body(s, def));
    if (s->u->rules->traits & LINK_EXPANDS)
        print = mix(print, print_of_conditions(s, def));
    /* A name that no scope declares is reached as a member only. */
    return mix(print, d->in_scope == CG_NONE ? 0 : 1 + (d->in_scope != 0));
}

static int compare_prints(const void *a, const void *b)
{
    const named_print *x = a, *y = b;
    return (x->name > y->name) - (x->name < y->name);
}

/* What an import binds is not told by its own words: all names of a module, or the module under the
 * name that it gives itself. */
static bool binds_unnamed(const cg_import *import)
{
    const uint32_t own_name = CG_IMPORT_NAMESPACE | CG_IMPORT_DEFAULT;
    return import->flags & CG_IMPORT_WILDCARD || (import->flags & own_name) == own_name;
}

/* What a file tells others of its macros. */
static void collect_macros(const cg_link_unit *u, named_prints *out)
{
    size_t first, count = unit_hints(u, CG_HINT_MACRO, 0, &first);
    for (size_t i = first; i < first + count; i++) {
        cg_str text = cg_unit_str(u->unit, u->unit->hints.ptr[i].name);
        CG_VEC_PUSH(out, (named_print){macro_hash(macro_name(text)), name_hash(text)});
    }
}

static void find_hints(shaper *s)
{
    const cg_unit *unit = s->u->unit;
    const size_t subjects[CG_HINT_LIMIT] = {[CG_HINT_TYPE_ARG] = unit->refs.len,
                                            [CG_HINT_ARGUMENT] = unit->refs.len,
                                            [CG_HINT_WITHIN] = unit->refs.len,
                                            [CG_HINT_EXPECTED] = unit->refs.len,
                                            [CG_HINT_BINDING_VALUE] = unit->bindings.len};
    for (size_t i = unit->hints.len; i-- > 0;) {
        const cg_hint *h = &unit->hints.ptr[i];
        if (subjects[h->kind] == 0)
            continue;
        if (s->hints[h->kind] == NULL)
            s->hints[h->kind] = cg_alloc_array(subjects[h->kind], sizeof **s->hints);
        s->hints[h->kind][h->subject] = (uint32_t)i + 1;
    }
}

/* Rust's `type Item;` of a trait. */
static bool is_associated(const cg_link_unit *u, uint32_t type, uint32_t def)
{
    return def_of(u, def)->parent == type && def_of(u, def)->kind == CG_NODE_TYPE_ALIAS;
}

/* Which fields and conversions classes have, in their order: values are taken apart by it, and passed as something else;
 * and which associated types traits have. */
static void collect_components(shaper *s, named_prints *out)
{
    const cg_unit *unit = s->u->unit;
    bool fields = s->u->rules->item != NULL, types = s->u->rules->settled != NULL;
    for (uint32_t d = 1; (fields || types) && d < unit->defs.len; d++) {
        uint64_t print = 0;
        for (uint32_t f = d + 1; is_type_def(s->u, d) && f < unit->defs.len &&
                                 unit->defs.ptr[f].start_byte < unit->defs.ptr[d].end_byte;
             f++)
            if (fields ? is_component(s->u, d, f) || is_conversion(s->u, d, f)
                       : is_associated(s->u, d, f))
                print = mix(print + 1, s->u->names[f]);
        if (print == 0)
            continue;
        cg_buf_clear(&s->text);
        cg_buf_printf(&s->text, LINK_COMPONENTS, CG_STR_ARG(def_name(s->u, d)));
        CG_VEC_PUSH(out, (named_print){name_hash(cg_buf_str(&s->text)), print});
    }
}

/* What functions call their parameters with, by the names of these: callbacks are passed that. */
static void collect_called_params(shaper *s, named_prints *out)
{
    const cg_unit *unit = s->u->unit;
    for (uint32_t r = 0; s->u->rules->passed_by != NULL && r < unit->refs.len; r++) {
        const cg_ref *ref = ref_of(s->u, r);
        if (ref->role == CG_ROLE_CALL && ref->target_kind == CG_TARGET_BINDING &&
            unit->bindings.ptr[ref->target].kind == CG_BIND_PARAM)
            CG_VEC_PUSH(out, (named_print){name_hash(ref_name(s->u, r)), fresh_shape(s, r)});
    }
}

/* Same-named definitions count in their order, which decides between them. */
static void collect_prints(const cg_link_unit *u, named_prints *out)
{
    uint32_t defs = (uint32_t)u->unit->defs.len;
    shaper s = {.u = u,
                .extra = cg_alloc_array(defs, sizeof *s.extra),
                .symbols = cg_alloc_array(defs, sizeof *s.symbols),
                .met = UINT_MAX,
                .closed = cg_alloc_array(u->unit->bindings.len, sizeof *s.closed)};
    find_hints(&s);
    collect_extra(&s);
    CG_VEC_RESERVE(out, defs + u->calls.len + u->passes.len + u->assigned.len + 2);
    uint64_t wildcards = 0;
    for (uint32_t d = 1; d < defs; d++) {
        uint64_t print = print_of_def(&s, d);
        CG_VEC_PUSH(out, (named_print){u->names[d], print});
        const cg_import *import = unit_import(u, d);
        if (import != NULL && binds_unnamed(import))
            wildcards = mix(wildcards, print);
    }
    for (size_t i = 0; i < u->nameless.len; i++)
        CG_VEC_PUSH(
            out, (named_print){name_hash(CG_STR(NAMELESS)), print_of_def(&s, u->nameless.ptr[i])});
    for (size_t i = 0; i < u->calls.len; i++) /* what a name's parameters are given */
        CG_VEC_PUSH(out,
                    (named_print){u->calls.ptr[i].name, fresh_shape(&s, u->calls.ptr[i].index)});
    for (size_t i = 0; i < u->passes.len; i++) { /* what hands something on to it */
        const cg_hint *h = &u->unit->hints.ptr[u->passes.ptr[i].index];
        uint64_t print = mix(fresh_shape(&s, h->subject), fresh_shape(&s, h->value));
        CG_VEC_PUSH(out, (named_print){u->passes.ptr[i].name, mix(print, h->index)});
    }
    for (size_t i = 0; i < u->assigned.len; i++) {
        const cg_hint *h = &u->unit->hints.ptr[u->assigned.ptr[i].index];
        uint64_t print = mix(fresh_shape(&s, h->subject), fresh_shape(&s, h->value));
        CG_VEC_PUSH(out, (named_print){u->assigned.ptr[i].name, print});
    }
    collect_called_params(&s, out);
    collect_components(&s, out);
    collect_macros(u, out);
    CG_VEC_PUSH(out, (named_print){name_hash(CG_STR(WILDCARD_NAME)), wildcards});
    CG_VEC_PUSH(out, (named_print){name_hash(CG_STR("")), s.extra[0]}); /* of the file itself */
    cg_free(s.closed);
    for (size_t kind = 0; kind < CG_HINT_LIMIT; kind++)
        cg_free(s.hints[kind]);
    cg_free(s.symbols);
    cg_free(s.extra);
    cg_buf_fini(&s.text);
}

/* One print per name. */
static void settle(named_prints *prints)
{
    size_t kept = 0;
    for (size_t i = 0; i < prints->len; i++) {
        if (kept > 0 && prints->ptr[kept - 1].name == prints->ptr[i].name)
            prints->ptr[kept - 1].print = mix(prints->ptr[kept - 1].print, prints->ptr[i].print);
        else
            prints->ptr[kept++] = prints->ptr[i];
    }
    prints->len = kept;
}

/* Stable, since ties are in source order. */
static void sort_prints(named_prints *prints)
{
    size_t n = prints->len;
    if (n < 2)
        return;
    named_print *spare = cg_alloc_array(n, sizeof *spare);
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t at = 0; at < n; at += 2 * width) {
            size_t middle = CG_MIN(at + width, n), end = CG_MIN(at + 2 * width, n);
            size_t a = at, b = middle;
            for (size_t i = at; i < end; i++)
                spare[i] = a < middle && (b == end ||
                                          compare_prints(&prints->ptr[a], &prints->ptr[b]) <= 0)
                               ? prints->ptr[a++]
                               : prints->ptr[b++];
        }
        memcpy(prints->ptr, spare, n * sizeof *spare);
    }
    cg_free(spare);
}

static void prints_of(const cg_link_unit *u, named_prints *out)
{
    if (u == NULL)
        return;
    collect_prints(u, out);
    sort_prints(out);
    settle(out);
}

/* ---- changes ---- */

static void changed_names(const cg_link_unit *before, const cg_link_unit *after, cg_link_keys *out)
{
    named_prints old = {0}, new = {0};
    prints_of(before, &old);
    prints_of(after, &new);
    uint64_t path = before ? before->path_hash : after->path_hash;
    size_t b = 0, a = 0;
    while (b < old.len || a < new.len) {
        const named_print *x = b < old.len ? &old.ptr[b] : NULL;
        const named_print *y = a < new.len ? &new.ptr[a] : NULL;
        int order = x == NULL ? 1 : y == NULL ? -1 : compare_prints(x, y);
        if (order != 0 || x->print != y->print)
            CG_VEC_PUSH(out, key_make(KEY_OF_NAME, path, order <= 0 ? x->name : y->name));
        b += order <= 0;
        a += order >= 0;
    }
    CG_VEC_FINI(&old);
    CG_VEC_FINI(&new);
}

/* ---- outlines ---- */

static uint64_t print_of_imports(const cg_link_unit *u)
{
    uint64_t print = 0;
    for (size_t i = 0; u != NULL && i < u->unit->imports.len; i++) {
        const cg_import *m = &u->unit->imports.ptr[i];
        print = mix(print, mix(name_hash(cg_unit_str(u->unit, m->module)), m->flags));
    }
    return print;
}

static bool has_hint(const cg_link_unit *u, cg_hint_kind kind, cg_str text)
{
    size_t first, count = u == NULL ? 0 : unit_hints(u, kind, 0, &first);
    for (size_t i = 0; i < count; i++)
        if (cg_str_eq(cg_unit_str(u->unit, u->unit->hints.ptr[first + i].name), text))
            return true;
    return false;
}

/* Macros of `u` that the other has not, or has otherwise. */
static void changed_macros(const cg_link_unit *u, const cg_link_unit *other, cg_link_keys *out)
{
    size_t first, count = u == NULL ? 0 : unit_hints(u, CG_HINT_MACRO, 0, &first);
    for (size_t i = 0; i < count; i++) {
        cg_str text = cg_unit_str(u->unit, u->unit->hints.ptr[first + i].name);
        if (has_hint(other, CG_HINT_MACRO, text))
            continue;
        cg_str name = macro_name(text);
        CG_VEC_PUSH(out, key_make(KEY_OF_NAME, u->path_hash, macro_hash(name)));
        CG_VEC_PUSH(out, link_catalog_key(scope_key(MACRO_SCOPE, CG_STR("")), name));
    }
}

/* The same of what its includes give. */
static void changed_gifts(const cg_link_unit *u, const cg_link_unit *other, cg_link_keys *out)
{
    size_t first, count = u == NULL ? 0 : unit_hints(u, CG_HINT_GIVEN, 0, &first);
    for (size_t i = 0; i < count; i++) {
        cg_str text = cg_unit_str(u->unit, u->unit->hints.ptr[first + i].name);
        if (!has_hint(other, CG_HINT_GIVEN, text))
            CG_VEC_PUSH(out, link_catalog_key(scope_key(GIVEN_SCOPE, CG_STR("")),
                                              link_path_base(given_path(text))));
    }
}

void cg_link_outline_changes(const cg_link_unit *before, const cg_link_unit *after,
                             cg_link_keys *out_keys)
{
    const cg_link_unit *u = after != NULL ? after : before;
    if (u == NULL)
        return;
    if (before != NULL && after != NULL && before->unit->lang != after->unit->lang) {
        cg_link_outline_changes(before, NULL, out_keys);
        cg_link_outline_changes(NULL, after, out_keys);
        return;
    }
    if (before == NULL || after == NULL) {
        CG_VEC_PUSH(out_keys, key_make(KEY_OF_PATH, u->path_hash, 0));
        if (u->rules->file_keys != NULL)
            u->rules->file_keys(u, out_keys);
    }
    if (u->unit->lang == CG_LANG_MANIFEST) /* folders of includes */
        changed_names(before, after, out_keys);
    if (u->rules->wanted == NULL)
        return;
    if (print_of_imports(before) != print_of_imports(after))
        CG_VEC_PUSH(out_keys,
                    key_make(KEY_OF_NAME, u->path_hash, name_hash(CG_STR(WILDCARD_NAME))));
    changed_macros(before, after, out_keys);
    changed_macros(after, before, out_keys);
    changed_gifts(before, after, out_keys);
    changed_gifts(after, before, out_keys);
}

void cg_link_changes(const cg_link_unit *before, const cg_link_unit *after, cg_link_keys *out_keys)
{
    if (before == NULL && after == NULL)
        return;
    if (before != NULL && after != NULL && before->unit->lang != after->unit->lang) {
        cg_link_changes(before, NULL, out_keys); /* symbols name the language: all are others */
        cg_link_changes(NULL, after, out_keys);
        return;
    }
    if (before == NULL || after == NULL)
        CG_VEC_PUSH(out_keys,
                    key_make(KEY_OF_PATH, before ? before->path_hash : after->path_hash, 0));
    changed_names(before, after, out_keys);
    changed_gifts(before, after, out_keys);
    changed_gifts(after, before, out_keys);
}
