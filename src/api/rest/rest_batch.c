// SPDX-License-Identifier: Apache-2.0
// api: decodes the operations of POST /batch. Names that operations give to what they make become
// positions here, so the service sees no names and there can be no circle.
#include <stdlib.h>

#include "rest_write.h"

#define REF_MAX 100
#define SELECTOR_MAX 4096

/* What operations are called and which members they have beside "op". */
typedef struct operation {
    const char *word;
    cg_write_verb verb;
    const char *body; /* "node" or "relationship"; NULL: none */
    bool has_subject, makes;
} operation;

static const operation operations[] = {
    {"create_node", CG_WRITE_CREATE_NODE, "node", false, true},
    {"replace_node", CG_WRITE_REPLACE_NODE, "node", true, true},
    {"update_node", CG_WRITE_UPDATE_NODE, "node", true, false},
    {"delete_node", CG_WRITE_DELETE_NODE, NULL, true, false},
    {"create_relationship", CG_WRITE_CREATE_EDGE, "relationship", false, true},
    {"update_relationship", CG_WRITE_UPDATE_EDGE, "relationship", true, false},
    {"delete_relationship", CG_WRITE_DELETE_EDGE, NULL, true, false},
};

/* A name and the operation that has it. */
typedef struct made {
    cg_str ref;
    size_t position;
    bool edge;
} made;

typedef struct batch {
    cg_arena *arena;
    cg_write *writes;
    made *made; /* ordered by name */
    size_t made_count;
} batch;

/* ---- names ---- */

/* Where `ref` is, or belongs. */
static size_t find_made(const batch *b, cg_str ref)
{
    size_t low = 0, high = b->made_count;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (cg_str_cmp(b->made[mid].ref, ref) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static cg_code name_operation(batch *b, cg_json_value object, size_t position, bool edge,
                              cg_err *err)
{
    cg_json_value member = cg_json_get(object, "ref");
    cg_str ref;
    if (!cg_json_has(object, "ref"))
        return CG_OK;
    cg_code rc = cg_json_as_str(member, &ref, err);
    if (rc != CG_OK)
        return rc;
    if (ref.len == 0 || ref.len > REF_MAX)
        return CG_JSON_FAIL(member, err, CG_E_INVALID, "must have 1 to %d bytes", REF_MAX);
    size_t at = find_made(b, ref);
    if (at < b->made_count && cg_str_eq(b->made[at].ref, ref))
        return CG_JSON_FAIL(member, err, CG_E_INVALID, "is the name of operation %zu",
                            b->made[at].position);
    memmove(b->made + at + 1, b->made + at, (b->made_count - at) * sizeof *b->made);
    b->made[at] = (made){ref, position, edge};
    b->made_count++;
    return CG_OK;
}

/* {"ref": "a"}: only what comes earlier has a name. */
static cg_code decode_ref(const batch *b, cg_json_value object, bool edge, cg_write_ref *out_ref,
                          cg_err *err)
{
    static const char *const known[] = {"ref"};
    cg_str ref;
    cg_code rc = cg_json_check_members(object, known, CG_ARRAY_LEN(known), err);
    if (rc == CG_OK)
        rc = cg_json_get_str(object, "ref", &ref, CG_JSON_REQUIRED, err);
    if (rc != CG_OK)
        return rc;
    size_t at = find_made(b, ref);
    cg_json_value member = cg_json_get(object, "ref");
    if (at == b->made_count || !cg_str_eq(b->made[at].ref, ref))
        return CG_JSON_FAIL(member, err, CG_E_INVALID, "is not the name of an earlier operation");
    if (b->made[at].edge != edge)
        return CG_JSON_FAIL(member, err, CG_E_INVALID, "is the name of a %s",
                            b->made[at].edge ? "relationship" : "node");
    *out_ref = (cg_write_ref){.made_by = b->made[at].position + 1};
    return CG_OK;
}

/* What an operation is about: {"ref": …}, or a text as paths have it. */
static cg_code decode_subject(const batch *b, cg_json_value object, const char *key, bool edge,
                              cg_write_ref *out_ref, cg_err *err)
{
    cg_json_value member = cg_json_get(object, key);
    if (cg_json_type_of(member) == CG_JSON_OBJECT)
        return decode_ref(b, member, edge, out_ref, err);
    cg_str text;
    cg_code rc = cg_json_get_str(object, key, &text, CG_JSON_REQUIRED, err);
    if (rc != CG_OK)
        return rc;
    if (text.len == 0 || text.len > SELECTOR_MAX || cg_str_find(text, '\0') >= 0)
        return CG_JSON_FAIL(member, err, CG_E_INVALID, "must have 1 to %d bytes and no NUL",
                            SELECTOR_MAX);
    *out_ref = (cg_write_ref){.selector = text};
    return CG_OK;
}

/* ---- one operation ---- */

static cg_code find_operation(cg_json_value object, const operation **out_operation, cg_err *err)
{
    cg_str word;
    cg_code rc = cg_json_expect(object, CG_JSON_OBJECT, err);
    if (rc == CG_OK)
        rc = cg_json_get_str(object, "op", &word, CG_JSON_REQUIRED, err);
    if (rc != CG_OK)
        return rc;
    for (size_t i = 0; i < CG_ARRAY_LEN(operations); i++)
        if (cg_str_eq(word, cg_str_from(operations[i].word))) {
            *out_operation = &operations[i];
            return CG_OK;
        }
    return CG_JSON_FAIL(cg_json_get(object, "op"), err, CG_E_INVALID, "is not a known operation");
}

/* Those of other operations are none here, unless they are null. */
static cg_code check_members(const operation *op, cg_json_value object, cg_err *err)
{
    const struct {
        const char *name;
        bool belongs;
    } members[] = {{"node", op->body != NULL && strcmp(op->body, "node") == 0},
                   {"relationship", op->body != NULL && strcmp(op->body, "relationship") == 0},
                   {"id", op->has_subject},
                   {"if_generation", op->has_subject},
                   {"ref", op->makes}};
    const char *known[1 + CG_ARRAY_LEN(members)] = {"op"};
    size_t count = 1;
    for (size_t i = 0; i < CG_ARRAY_LEN(members); i++)
        if (members[i].belongs || !cg_json_has(object, members[i].name))
            known[count++] = members[i].name;
    return cg_json_check_members(object, known, count, err);
}

static cg_code decode_body(const batch *b, const operation *op, cg_json_value object,
                           cg_write *write, cg_err *err)
{
    cg_json_value body;
    cg_code rc = cg_json_get_object(object, op->body, &body, CG_JSON_REQUIRED, err);
    if (rc == CG_OK && write->verb < CG_WRITE_CREATE_EDGE)
        return cg_rest_decode_node(body, b->arena, write, err);
    if (rc == CG_OK)
        rc = cg_rest_decode_edge(body, b->arena, write, err);
    if (rc != CG_OK || write->verb != CG_WRITE_CREATE_EDGE)
        return rc;
    rc = decode_subject(b, body, "source", false, &write->source, err);
    return rc == CG_OK ? decode_subject(b, body, "target", false, &write->target, err) : rc;
}

static cg_code decode_operation(batch *b, cg_json_value object, size_t position, cg_err *err)
{
    const operation *op = NULL;
    cg_write *write = &b->writes[position];
    cg_code rc = find_operation(object, &op, err);
    if (rc == CG_OK)
        rc = check_members(op, object, err);
    if (rc != CG_OK)
        return rc;
    bool edge = op->verb >= CG_WRITE_CREATE_EDGE;
    write->verb = op->verb;
    if (op->has_subject)
        rc = decode_subject(b, object, "id", edge, &write->subject, err);
    write->has_precondition = cg_json_has(object, "if_generation");
    if (rc == CG_OK && write->has_precondition)
        rc = cg_json_get_u64(object, "if_generation", 0, INT64_MAX, &write->unchanged_since,
                             CG_JSON_REQUIRED, err);
    if (rc == CG_OK && op->body != NULL)
        rc = decode_body(b, op, object, write, err);
    return rc == CG_OK && op->makes ? name_operation(b, object, position, edge, err) : rc;
}

/* ---- all ---- */

static cg_code decode_mode(cg_json_value root, bool *out_independent, cg_err *err)
{
    cg_str word = CG_STR("atomic");
    cg_code rc = cg_json_get_str(root, "mode", &word, CG_JSON_OPTIONAL, err);
    *out_independent = cg_str_eq(word, CG_STR("independent"));
    if (rc == CG_OK && !*out_independent && !cg_str_eq(word, CG_STR("atomic")))
        return CG_JSON_FAIL(cg_json_get(root, "mode"), err, CG_E_INVALID,
                            "must be \"atomic\" or \"independent\"");
    return rc;
}

cg_code cg_rest_decode_batch(const cg_json *doc, cg_arena *arena, cg_write_request *out_request,
                             cg_err *err)
{
    static const char *const known[] = {"operations", "mode"};
    cg_json_value root = cg_json_root(doc), list, object;
    cg_json_iter it = {0};
    cg_code rc = cg_json_check_members(root, known, CG_ARRAY_LEN(known), err);
    if (rc == CG_OK)
        rc = decode_mode(root, &out_request->independent, err);
    if (rc == CG_OK)
        rc = cg_json_get_array(root, "operations", &list, CG_JSON_REQUIRED, err);
    if (rc != CG_OK)
        return rc;
    size_t count = cg_json_count(list);
    if (count == 0 || count > CG_WRITES_MAX)
        return CG_JSON_FAIL(list, err, count == 0 ? CG_E_INVALID : CG_E_LIMIT,
                            "must have 1 to %d operations", CG_WRITES_MAX);
    batch b = {.arena = arena,
               .writes = cg_arena_alloc_array(arena, count, sizeof *b.writes),
               .made = cg_arena_alloc_array(arena, count, sizeof *b.made)};
    for (size_t i = 0; rc == CG_OK && cg_json_next(list, &it, &object); i++)
        rc = decode_operation(&b, object, i, err);
    out_request->writes = b.writes;
    out_request->count = count;
    return rc;
}
