// SPDX-License-Identifier: Apache-2.0
// go: composite literals. Whether `k` of {k: v} is a field or a value depends on the type: below
// slices, arrays and maps keys are values, a named type is taken for a struct.
#include "go_int.h"

typedef struct shape {
    unsigned lists;  /* slices, arrays and maps around the named type */
    uint32_t owner;  /* reference naming the type whose fields keys are, or CG_NONE */
    TSNode key_node; /* of the outermost, when it is a map */
    uint32_t key;
} shape;

/* Cursor on the type of the literal. */
static shape visit_type(cg_extract *x, unsigned depth)
{
    shape s = {.lists = depth, .owner = CG_NONE, .key = CG_NONE};
    switch (cg_x_token(x)) {
    case GO_T_SLICE_TYPE:
    case GO_T_ARRAY_TYPE:
    case GO_T_IMPLICIT_ARRAY:
    case GO_T_MAP_TYPE:
        CG_X_EACH_CHILD (x) {
            uint32_t field = cg_x_field(x);
            if (!cg_x_named(x))
                continue;
            if (field == GO_F_ELEMENT || field == GO_F_VALUE) {
                shape inner = visit_type(x, depth + 1);
                s.lists = inner.lists;
                s.owner = inner.owner;
            } else if (field == GO_F_KEY) {
                s.key_node = cg_x_node(x);
                s.key = cg_x_visit(x, CG_ROLE_TYPE);
            } else {
                (void)cg_x_visit(x, CG_ROLE_READ);
            }
        }
        return s;
    case GO_T_POINTER_TYPE: /* []*T{{…}} leaves & out */
        CG_X_EACH_CHILD (x) {
            if (cg_x_named(x))
                s.owner = cg_x_visit(x, CG_ROLE_TYPE);
        }
        return s;
    default: s.owner = cg_x_visit(x, depth ? CG_ROLE_TYPE : CG_ROLE_NEW); return s;
    }
}

static void visit_body(cg_extract *x, shape s, unsigned depth);

/* A literal_element: a value, or a literal whose type is the element type. */
static void visit_element(cg_extract *x, shape s, unsigned depth)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == GO_T_LITERAL_VALUE)
            visit_body(x, s, depth + 1);
        else if (cg_x_named(x))
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
}

static bool is_plain_key(cg_extract *x)
{
    TSNode element = cg_x_node(x);
    return cg_x_named_count(element) == 1 &&
           cg_x_token_of(x, cg_x_named_child(element, 0)) == GO_T_IDENTIFIER;
}

/* What the keys are members of, if they are fields. */
static uint32_t owner_at(cg_extract *x, const shape *s, unsigned depth)
{
    uint32_t owner = s->owner;
    for (unsigned lists = s->lists; lists < depth; lists++) /* a named type of lists */
        owner = cg_x_element(x, owner);
    return owner;
}

static void visit_keyed(cg_extract *x, shape s, unsigned depth, bool fields)
{
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        if (cg_x_field(x) == GO_F_KEY && fields && is_plain_key(x))
            (void)cg_x_member(x, owner_at(x, &s, depth), cg_x_named_child(cg_x_node(x), 0),
                              CG_ROLE_WRITE);
        else
            visit_element(x, s, depth);
    }
}

/* No key of the literal_value under the cursor is anything but a name, as fields are: else its type is a map or a list, and
 * all keys are values. */
static bool has_plain_keys(cg_extract *x)
{
    bool plain = true;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) != GO_T_KEYED_ELEMENT || !plain)
            continue;
        CG_X_EACH_CHILD (x) {
            if (cg_x_field(x) == GO_F_KEY)
                plain = is_plain_key(x);
        }
    }
    return plain;
}

/* Cursor on a literal_value, `depth` lists deep. */
static void visit_body(cg_extract *x, shape s, unsigned depth)
{
    bool fields = depth >= s.lists && has_plain_keys(x);
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        if (token == GO_T_KEYED_ELEMENT)
            visit_keyed(x, s, depth, fields);
        else if (token == GO_T_LITERAL_ELEMENT)
            visit_element(x, s, depth);
    }
}

uint32_t go_composite(cg_extract *x, cg_role role)
{
    (void)role;
    shape s = {.owner = CG_NONE};
    CG_X_EACH_CHILD (x) {
        uint32_t field = cg_x_field(x);
        if (field == GO_F_TYPE)
            s = visit_type(x, 0);
        else if (field == GO_F_BODY)
            visit_body(x, s, 0);
    }
    uint32_t type = s.owner;
    for (; s.lists > 1; s.lists--)
        type = cg_x_container(x, type);
    if (s.lists == 0)
        return type;
    return ts_node_is_null(s.key_node) ? cg_x_container(x, type)
                                       : go_map_of(x, s.key_node, s.key, type);
}
