// SPDX-License-Identifier: Apache-2.0
// graphql: fields with one key in an answer must be one field. Pairs are compared within each selection set, between it
// and the fragments that it spreads, and between those; when a pair has selections, these are compared in the same way.
// What was compared is remembered, and the number of comparisons is bounded: a document can ask for exponentially many.
#include "graphql_int.h"

#include <stdlib.h>

typedef struct seen_field {
    const gql_node *node;
    const gql_type *parent;   /* NULL: not known */
    const gql_field_def *def; /* likewise */
    struct seen_field *next;  /* of the same key */
} seen_field;

typedef struct key_fields {
    cg_str key;
    seen_field *first, *last;
    struct key_fields *in_bucket;
} key_fields;

/* The fields of one selection set, inline fragments opened, and the fragments that it spreads. */
typedef struct field_set {
    const gql_node *holder;
    const gql_type *parent;
    key_fields **keys; /* as they were met */
    size_t keys_count, keys_room;
    key_fields **buckets;
    size_t buckets_count;
    const gql_node **fragments; /* unknown ones are not here */
    size_t fragments_count, fragments_room;
    uint8_t
        *compared; /* with fragments by number: 1 when their objects exclude each other, 2 always */
    struct field_set *in_bucket;
} field_set;

typedef struct pair {
    const gql_node *a, *b;
    bool exclusive;
    struct pair *in_bucket;
} pair;

#define BUCKETS 256
struct gql_overlap {
    gql_validation *v;
    field_set *sets[BUCKETS];
    pair *pairs[BUCKETS];
    bool told; /* that it is too much */
};

typedef struct places {
    gql_at *list;
    size_t count, room;
} places;
typedef struct conflict {
    cg_str key;
    const char *why;
    places a, b;
} conflict;
typedef struct conflicts {
    conflict *list;
    size_t count, room;
} conflicts;

struct gql_overlap *gql_overlap_create(gql_validation *v)
{
    struct gql_overlap *o = cg_arena_alloc(v->arena, sizeof *o);
    o->v = v;
    return o;
}

static bool spend(struct gql_overlap *o, uint64_t work)
{
    if (o->v->work >= work) {
        o->v->work -= work;
        return true;
    }
    o->v->work = 0;
    if (!o->told)
        (void)gql_error_add(o->v->errors, "too_large", NULL, 0,
                            "Too many fields and fragments would have to be compared.");
    o->told = true;
    return false;
}

/* ---- collecting ---- */

static size_t bucket_of(const void *a, const void *b)
{
    const void *both[] = {a, b};
    return cg_hash64(both, sizeof both, 0) % BUCKETS;
}

static key_fields *find_key(const field_set *set, cg_str key)
{
    key_fields *k = set->buckets[cg_hash64(key.ptr, key.len, 0) & (set->buckets_count - 1)];
    while (k != NULL && !cg_str_eq(k->key, key))
        k = k->in_bucket;
    return k;
}

static void add_field(struct gql_overlap *o, field_set *set, const gql_node *node,
                      const gql_type *parent)
{
    cg_arena *arena = o->v->arena;
    cg_str key = gql_response_key(node);
    key_fields *k = find_key(set, key);
    if (k == NULL) {
        size_t bucket = cg_hash64(key.ptr, key.len, 0) & (set->buckets_count - 1);
        k = cg_arena_alloc(arena, sizeof *k);
        k->key = key;
        k->in_bucket = set->buckets[bucket];
        set->buckets[bucket] = k;
        GQL_PUSH(arena, set->keys, set->keys_count, set->keys_room, k);
    }
    seen_field *field = cg_arena_alloc(arena, sizeof *field);
    *field = (seen_field){.node = node, .parent = parent};
    if (parent != NULL && (parent->kind == GQL_OBJECT || parent->kind == GQL_INTERFACE))
        for (size_t i = 0; i < parent->fields_count; i++)
            if (cg_str_eq(parent->fields[i].name, node->name))
                field->def = &parent->fields[i];
    if (k->last != NULL)
        k->last->next = field;
    else
        k->first = field;
    k->last = field;
}

static void add_fragment(struct gql_overlap *o, field_set *set, cg_str name)
{
    const gql_node *fragment = gql_find_fragment(o->v, name);
    for (size_t i = 0; i < set->fragments_count; i++)
        if (set->fragments[i] == fragment)
            return;
    if (fragment != NULL)
        GQL_PUSH(o->v->arena, set->fragments, set->fragments_count, set->fragments_room, fragment);
}

static void collect(struct gql_overlap *o, field_set *set, const gql_node *holder,
                    const gql_type *parent)
{
    for (const gql_node *n = holder->items.first; n != NULL; n = n->next) {
        if (n->kind == GQL_FIELD)
            add_field(o, set, n, parent);
        else if (n->kind == GQL_SPREAD)
            add_fragment(o, set, n->name);
        else
            collect(o, set, n,
                    n->type != NULL ? gql_type_of(o->v->schema, n->type, o->v->arena) : parent);
    }
}

static field_set *set_of(struct gql_overlap *o, const gql_node *holder, const gql_type *parent)
{
    size_t bucket = bucket_of(holder, parent);
    for (field_set *set = o->sets[bucket]; set != NULL; set = set->in_bucket)
        if (set->holder == holder && set->parent == parent)
            return set;
    field_set *set = cg_arena_alloc(o->v->arena, sizeof *set);
    *set = (field_set){.holder = holder, .parent = parent, .in_bucket = o->sets[bucket]};
    for (set->buckets_count = 4; set->buckets_count < holder->items.count;)
        set->buckets_count *= 2;
    set->buckets = cg_arena_alloc_array(o->v->arena, set->buckets_count, sizeof(key_fields *));
    o->sets[bucket] = set;
    collect(o, set, holder, parent);
    return set;
}

static field_set *set_of_fragment(struct gql_overlap *o, const gql_node *fragment)
{
    return set_of(o, fragment, gql_type_of(o->v->schema, fragment->type, o->v->arena));
}

/* ---- are two values, or types, the same ---- */

static int compare_names(const void *a, const void *b)
{
    const gql_node *x = *(const gql_node *const *)a, *y = *(const gql_node *const *)b;
    return cg_str_cmp(x->name, y->name);
}

static bool same_value(struct gql_overlap *o, const gql_node *a, const gql_node *b);

static const gql_node **sorted(struct gql_overlap *o, const gql_node *value)
{
    const gql_node **list =
        cg_arena_alloc_array(o->v->arena, value->items.count + 1, sizeof(gql_node *));
    size_t count = 0;
    for (const gql_node *n = value->items.first; n != NULL; n = n->next)
        list[count++] = n;
    if (count > 1)
        qsort(list, count, sizeof(gql_node *), compare_names);
    return list;
}

static bool same_members(struct gql_overlap *o, const gql_node *a, const gql_node *b)
{
    if (a->items.count != b->items.count || !spend(o, a->items.count))
        return false;
    const gql_node **x = sorted(o, a), **y = sorted(o, b);
    for (size_t i = 0; i < a->items.count; i++)
        if (!cg_str_eq(x[i]->name, y[i]->name) || !same_value(o, x[i]->value, y[i]->value))
            return false;
    return true;
}

static bool same_value(struct gql_overlap *o, const gql_node *a, const gql_node *b)
{
    if (a->kind != b->kind || !spend(o, 1))
        return false;
    if (a->kind == GQL_OBJECT_VALUE)
        return same_members(o, a, b);
    if (a->kind != GQL_LIST_VALUE)
        return cg_str_eq(a->name, b->name) && a->block == b->block;
    const gql_node *x = a->items.first, *y = b->items.first;
    for (; x != NULL && y != NULL; x = x->next, y = y->next)
        if (!same_value(o, x, y))
            return false;
    return x == y;
}

static bool same_arguments(struct gql_overlap *o, const gql_node *a, const gql_node *b)
{
    if (a->args.count != b->args.count)
        return false;
    for (const gql_node *x = a->args.first; x != NULL; x = x->next) {
        const gql_node *found = NULL;
        if (!spend(o, 1 + b->args.count))
            return true;
        for (const gql_node *y = b->args.first; y != NULL; y = y->next)
            if (cg_str_eq(x->name, y->name))
                found = y;
        if (found == NULL || !same_value(o, x->value, found->value))
            return false;
    }
    return true;
}

static bool types_conflict(const gql_type *a, const gql_type *b)
{
    if (a->of != NULL || b->of != NULL)
        return a->kind != b->kind || types_conflict(a->of, b->of);
    return (gql_is_leaf(a) || gql_is_leaf(b)) && a != b;
}

/* ---- comparing ---- */

static void compare_sets(struct gql_overlap *o, field_set *a, field_set *b, bool exclusive,
                         conflicts *out);
static void compare_with_fragment(struct gql_overlap *o, field_set *set, const gql_node *fragment,
                                  bool exclusive, conflicts *out);
static void compare_fragments(struct gql_overlap *o, const gql_node *a, const gql_node *b,
                              bool exclusive, conflicts *out);

static void add_conflict(struct gql_overlap *o, conflicts *out, cg_str key, const char *why,
                         const gql_node *a, const gql_node *b)
{
    conflict c = {.key = key, .why = why};
    GQL_PUSH(o->v->arena, c.a.list, c.a.count, c.a.room, a->at);
    GQL_PUSH(o->v->arena, c.b.list, c.b.count, c.b.room, b->at);
    GQL_PUSH(o->v->arena, out->list, out->count, out->room, c);
}

/* The places of all conflicts below two fields, of one side: the last of each that there is room for. */
#define PLACES_MAX 20
static void add_places(struct gql_overlap *o, places *out, const places *below)
{
    size_t room = PLACES_MAX - out->count, skip = below->count > room ? below->count - room : 0;
    for (size_t i = skip; i < below->count; i++)
        GQL_PUSH(o->v->arena, out->list, out->count, out->room, below->list[i]);
}

static void compare_selections(struct gql_overlap *o, const seen_field *a, const seen_field *b,
                               bool exclusive, cg_str key, conflicts *out)
{
    conflicts below = {0};
    field_set *x = set_of(o, a->node, a->def != NULL ? gql_named(a->def->type) : NULL);
    field_set *y = set_of(o, b->node, b->def != NULL ? gql_named(b->def->type) : NULL);
    compare_sets(o, x, y, exclusive, &below);
    for (size_t i = 0; i < y->fragments_count; i++)
        compare_with_fragment(o, x, y->fragments[i], exclusive, &below);
    for (size_t i = 0; i < x->fragments_count; i++)
        compare_with_fragment(o, y, x->fragments[i], exclusive, &below);
    for (size_t i = 0; i < x->fragments_count; i++)
        for (size_t k = 0; k < y->fragments_count; k++)
            compare_fragments(o, x->fragments[i], y->fragments[k], exclusive, &below);
    if (below.count == 0)
        return;
    add_conflict(o, out, key, below.list[0].why, a->node, b->node);
    conflict *c = &out->list[out->count - 1];
    for (size_t i = 0; i < below.count && c->a.count < PLACES_MAX; i++)
        add_places(o, &c->a, &below.list[i].a);
    for (size_t i = 0; i < below.count && c->b.count < PLACES_MAX; i++)
        add_places(o, &c->b, &below.list[i].b);
}

static void compare_fields(struct gql_overlap *o, const seen_field *a, const seen_field *b,
                           bool parents_exclusive, cg_str key, conflicts *out)
{
    bool exclusive =
        parents_exclusive || (a->parent != b->parent && a->parent != NULL && b->parent != NULL &&
                              a->parent->kind == GQL_OBJECT && b->parent->kind == GQL_OBJECT);
    if (!spend(o, 2))
        return;
    if (!exclusive && !cg_str_eq(a->node->name, b->node->name))
        add_conflict(o, out, key, "they are different fields", a->node, b->node);
    else if (!exclusive && !same_arguments(o, a->node, b->node))
        add_conflict(o, out, key, "their arguments differ", a->node, b->node);
    else if (a->def != NULL && b->def != NULL && types_conflict(a->def->type, b->def->type))
        add_conflict(o, out, key, "their types differ", a->node, b->node);
    else if (a->node->has_selections && b->node->has_selections)
        compare_selections(o, a, b, exclusive, key, out);
}

static void compare_sets(struct gql_overlap *o, field_set *a, field_set *b, bool exclusive,
                         conflicts *out)
{
    for (size_t i = 0; i < a->keys_count && b->keys_count > 0 && spend(o, 1); i++) {
        const key_fields *other = find_key(b, a->keys[i]->key);
        for (seen_field *x = a->keys[i]->first; other != NULL && x != NULL; x = x->next)
            for (seen_field *y = other->first; y != NULL && !o->told; y = y->next)
                compare_fields(o, x, y, exclusive, other->key, out);
    }
}

static void compare_with_fragment(struct gql_overlap *o, field_set *set, const gql_node *fragment,
                                  bool exclusive, conflicts *out)
{
    if (!spend(o, 1) || set->keys_count == 0)
        return;
    if (set->compared == NULL) {
        if (!spend(o, o->v->fragments_count / 64))
            return;
        set->compared = cg_arena_alloc(o->v->arena, o->v->fragments_count);
    }
    uint8_t *compared = &set->compared[fragment->number];
    if (*compared == 2 || (exclusive && *compared == 1))
        return;
    *compared = exclusive ? 1 : 2;
    field_set *other = set_of_fragment(o, fragment);
    if (set == other)
        return;
    compare_sets(o, set, other, exclusive, out);
    for (size_t i = 0; i < other->fragments_count; i++)
        compare_with_fragment(o, set, other->fragments[i], exclusive, out);
}

/* Whether two fragments were compared, as strictly as now; they will have been. */
static bool were_compared(struct gql_overlap *o, const gql_node *a, const gql_node *b,
                          bool exclusive)
{
    const gql_node *low = a < b ? a : b, *high = a < b ? b : a;
    size_t bucket = bucket_of(low, high);
    pair *p = o->pairs[bucket];
    while (p != NULL && (p->a != low || p->b != high))
        p = p->in_bucket;
    if (p != NULL && (exclusive || !p->exclusive))
        return true;
    if (p == NULL) {
        p = cg_arena_alloc(o->v->arena, sizeof *p);
        *p = (pair){.a = low, .b = high, .in_bucket = o->pairs[bucket]};
        o->pairs[bucket] = p;
    }
    p->exclusive = exclusive;
    return false;
}

static void compare_fragments(struct gql_overlap *o, const gql_node *a, const gql_node *b,
                              bool exclusive, conflicts *out)
{
    if (!spend(o, 2) || a == b || were_compared(o, a, b, exclusive))
        return;
    field_set *x = set_of_fragment(o, a), *y = set_of_fragment(o, b);
    compare_sets(o, x, y, exclusive, out);
    for (size_t i = 0; i < y->fragments_count; i++)
        compare_fragments(o, a, y->fragments[i], exclusive, out);
    for (size_t i = 0; i < x->fragments_count; i++)
        compare_fragments(o, x->fragments[i], b, exclusive, out);
}

static void compare_within(struct gql_overlap *o, field_set *set, conflicts *out)
{
    for (size_t i = 0; i < set->keys_count; i++)
        for (seen_field *x = set->keys[i]->first; x != NULL; x = x->next)
            for (seen_field *y = x->next; y != NULL && !o->told; y = y->next)
                compare_fields(o, x, y, false, set->keys[i]->key, out);
    for (size_t i = 0; i < set->fragments_count; i++) {
        compare_with_fragment(o, set, set->fragments[i], false, out);
        for (size_t k = i + 1; k < set->fragments_count; k++)
            compare_fragments(o, set->fragments[i], set->fragments[k], false, out);
    }
}

void gql_validate_overlap(struct gql_overlap *o, const gql_node *holder, const gql_type *parent)
{
    conflicts found = {0};
    const gql_node *first = holder->items.first;
    bool alone = holder->items.count <= 1 && (first == NULL || first->kind != GQL_INLINE);
    if (holder->kind == GQL_INLINE || alone) /* the former is looked at with what it is in */
        return;
    compare_within(o, set_of(o, holder, parent), &found);
    for (size_t i = 0; i < found.count; i++) {
        conflict *c = &found.list[i];
        for (size_t k = 0; k < c->b.count; k++)
            GQL_PUSH(o->v->arena, c->a.list, c->a.count, c->a.room, c->b.list[k]);
        gql_wrong_at(o->v, c->a.list, c->a.count,
                     "Fields \"%.*s\" cannot be merged, because %s: give one of them an alias.",
                     CG_STR_ARG(c->key), c->why);
    }
}
