// SPDX-License-Identifier: Apache-2.0
// Ids of nodes by number. A number is given to one id and never again, so what was read once stays true for
// every generation: a table that is overwritten, never emptied, shared by all readers of the store.
// A miss also takes the nodes that follow: who walks edges asks for them soon.
#include "graph_int.h"

#define SLOTS ((size_t)1 << 19)     /* 16 MiB of them, resident as far as they were used */
#define LAST_REFS ((size_t)1 << 14) /* 512 KiB, of those that are written to */
#define FOLLOWING 24                /* a step on is a twentieth of a seek */

typedef struct slot {
    cg_node_ref ref; /* 0: free */
    uint32_t project, file;
    cg_id id;
} slot;

/** Under which number an id was found last. It has another one for each kind that it ever was of. */
typedef struct last_ref {
    cg_node_ref ref; /* 0: free */
    uint32_t project;
    cg_id id;
} last_ref;

struct node_ids {
    cg_mutex mu;
    slot *slots;    /* guarded by mu: [SLOTS]; NULL until somebody asks */
    last_ref *last; /* guarded by mu: [LAST_REFS], by id; NULL until somebody notes one */
};

struct node_ids *node_ids_create(void)
{
    struct node_ids *ids = cg_alloc(sizeof *ids);
    cg_mutex_init(&ids->mu, CG_LOCK_NODE_IDS);
    return ids;
}

void node_ids_destroy(struct node_ids *ids)
{
    if (ids == NULL)
        return;
    cg_free(ids->slots);
    cg_free(ids->last);
    cg_mutex_fini(&ids->mu);
    cg_free(ids);
}

static uint32_t number_of(const cg_project *project)
{
    return cg_get_be32(project->prefix + 2);
}

static slot *slot_of(struct node_ids *ids, uint32_t project, cg_node_ref ref)
{
    return &ids->slots[(ref ^ (uint64_t)project * 0x9e3779b1u) & (SLOTS - 1)];
}

/* ---- numbers by id ---- */

static last_ref *last_of(struct node_ids *ids, uint32_t project, cg_id id)
{
    return &ids->last[cg_hash64(id.bytes, sizeof id.bytes, project) & (LAST_REFS - 1)];
}

cg_node_ref node_ids_last_ref(cg_project *project, cg_id id)
{
    struct node_ids *ids = project->store->ids;
    uint32_t number = number_of(project);
    cg_node_ref ref = 0;
    cg_mutex_lock(&ids->mu);
    if (ids->last != NULL) {
        const last_ref *last = last_of(ids, number, id);
        ref = last->project == number && cg_id_eq(last->id, id) ? last->ref : 0;
    }
    cg_mutex_unlock(&ids->mu);
    return ref;
}

void node_ids_note_ref(cg_project *project, cg_id id, cg_node_ref ref)
{
    struct node_ids *ids = project->store->ids;
    uint32_t number = number_of(project);
    cg_mutex_lock(&ids->mu);
    if (ids->last == NULL)
        ids->last = cg_alloc_array(LAST_REFS, sizeof *ids->last);
    *last_of(ids, number, id) = (last_ref){ref, number, id};
    cg_mutex_unlock(&ids->mu);
}

/* ---- ids by number ---- */

/* Answers what is known. Returns how many are not: their ids are zero. */
static size_t look_up(cg_project *project, const cg_node_ref *refs, size_t count,
                      cg_node_identity *out)
{
    struct node_ids *ids = project->store->ids;
    uint32_t number = number_of(project);
    size_t missing = 0;
    cg_mutex_lock(&ids->mu);
    if (ids->slots == NULL)
        ids->slots = cg_alloc_array(SLOTS, sizeof *ids->slots);
    for (size_t i = 0; i < count; i++) {
        const slot *s = slot_of(ids, number, refs[i]);
        bool known = s->ref == refs[i] && s->project == number;
        out[i] =
            known ? (cg_node_identity){s->id, s->file, true} : (cg_node_identity){.file = CG_NONE};
        missing += !known;
    }
    cg_mutex_unlock(&ids->mu);
    return missing;
}

static void keep(cg_project *project, const slot *found, size_t count)
{
    struct node_ids *ids = project->store->ids;
    cg_mutex_lock(&ids->mu);
    for (size_t i = 0; i < count; i++)
        *slot_of(ids, found[i].project, found[i].ref) = found[i];
    cg_mutex_unlock(&ids->mu);
}

/* Reads the node and some that follow it. The newest row that is not a tombstone tells. */
static cg_code read_from(cg_project *project, cg_kv_iter *iter, cg_node_ref ref,
                         cg_node_identity *out, cg_err *err)
{
    slot found[FOLLOWING];
    size_t count = 0;
    key from = key_begin(project->prefix);
    key_put_ref(&from, ref);
    cg_kv_iter_seek(iter, key_str(&from));
    unsigned steps = 0;
    for (; steps < FOLLOWING - 1 && cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter);
        node_record record;
        cg_node_ref at = k.len == KEY_NODE ? key_ref_at(k, KEY_PREFIX) : 0;
        if (count == 0 && at != ref)
            break;
        steps += at != ref; /* all rows of the node itself */
        if (!node_record_get(cg_kv_iter_value(iter), &record) ||
            (count > 0 && found[count - 1].ref == at))
            continue;
        found[count++] = (slot){at, number_of(project), record.file, record.id};
    }
    cg_code rc = cg_kv_iter_status(iter, err);
    if (rc == CG_OK && count == 0)
        rc = CG_FAIL(err, CG_E_CORRUPT, "a stored relationship leads to no node");
    if (rc != CG_OK)
        return rc;
    *out = (cg_node_identity){found[0].id, found[0].file, true};
    keep(project, found, count);
    return CG_OK;
}

cg_code cg_project_node_ids(cg_project *project, const cg_node_ref *refs, size_t count,
                            cg_node_identity *out_ids, cg_err *err)
{
    if (look_up(project, refs, count, out_ids) == 0)
        return CG_OK;
    key lower = key_begin(project->prefix), upper = key_after(lower);
    CG_AUTO(cg_kv_iter)
    iter =
        cg_kv_iter_create(project->store->kv, NULL, CG_CF_NODES, key_str(&lower), key_str(&upper));
    for (size_t i = 0; i < count; i++) {
        if (out_ids[i].known || look_up(project, &refs[i], 1, &out_ids[i]) == 0)
            continue;
        cg_code rc = read_from(project, iter, refs[i], &out_ids[i], err);
        if (rc != CG_OK)
            return rc;
    }
    return CG_OK;
}
