// SPDX-License-Identifier: Apache-2.0
// From a change to an event. Changes name nodes by number, clients know ids: a definition that becomes one of another kind
// gets another number under its id, which is an update to clients, as for the relationships that lead
// to it.
#include "events.h"

typedef struct making {
    const cg_event_feed *feed;
    const cg_snapshot *head;
    cg_project *project;
    const cg_version *version;
    const cg_change *change;
    cg_change_op op;  /* as clients see it */
    uint64_t seen_at; /* the generation to look at: of what was removed, the one before */
    uint64_t other;   /* the one on the other side of the change; 0: none */
    cg_event *out;
} making;

static bool wants(const making *m, unsigned type)
{
    return m->feed->types >> type & 1;
}

/* Whether the node with the id is there on the other side of the change, and its number. */
static cg_code find_twin(const making *m, cg_id id, cg_node_ref *out_ref, cg_err *err)
{
    *out_ref = 0;
    cg_code rc =
        m->other != 0 ? cg_snapshot_ref_at(m->head, m->other, id, out_ref, err) : CG_E_NOT_FOUND;
    return rc == CG_E_NOT_FOUND ? CG_OK : rc;
}

/* Of what is there on both sides, the removal says nothing, and the addition is an update. */
static bool settle_type(making *m, unsigned created, bool on_both_sides)
{
    m->out->type = (cg_event_type)(created + (unsigned)m->op - CG_CHANGE_ADDED);
    if (on_both_sides && m->op == CG_CHANGE_REMOVED)
        return false;
    if (on_both_sides && m->op == CG_CHANGE_ADDED)
        m->out->type = (cg_event_type)(created + 1);
    return wants(m, m->out->type);
}

static bool place_fits(const cg_event_feed *feed, cg_str path, cg_lang_id lang)
{
    return (feed->langs == 0 || feed->langs >> lang & 1) &&
           (feed->path.len == 0 || cg_glob_match(feed->path, path));
}

static cg_code lost(cg_code rc, cg_err *err)
{
    return rc == CG_E_NOT_FOUND
               ? CG_FAIL(err, CG_E_CORRUPT, "a listed change has no row that it speaks of")
               : rc;
}

static cg_code make_node(making *m, cg_arena *arena, bool *out_wanted, cg_err *err)
{
    const cg_event_feed *feed = m->feed;
    const cg_change *change = m->change;
    cg_past_node node;
    cg_node_ref twin = 0;
    if (feed->kinds != 0 && !(feed->kinds >> cg_ref_kind(change->node) & 1))
        return CG_OK;
    cg_code rc = cg_snapshot_node_at(m->head, m->seen_at, change->node, &node, err);
    if (rc == CG_OK && change->op != CG_CHANGE_CHANGED)
        rc = find_twin(m, node.id, &twin, err);
    if (rc != CG_OK)
        return lost(rc, err);
    if (!settle_type(m, CG_EVENT_NODE_CREATED, twin != 0))
        return CG_OK;
    rc = view_past(m->head, m->seen_at, &node, arena, &m->out->node, NULL, err);
    *out_wanted = rc == CG_OK && place_fits(feed, m->out->node.file_path, m->out->node.lang);
    return rc;
}

/* Whether a relationship of the same id is there on the other side. Where parsing finds it no longer, a client
 * may still state it: then that is what it changed to. */
static cg_code find_twin_edge(making *m, const cg_node_identity ends[2], bool *out_found,
                              cg_err *err)
{
    cg_edge_row twin = {.kind = m->change->kind};
    cg_code rc = find_twin(m, ends[0].id, &twin.source, err);
    if (rc == CG_OK && twin.source != 0)
        rc = find_twin(m, ends[1].id, &twin.target, err);
    if (rc != CG_OK || twin.source == 0 || twin.target == 0)
        return rc;
    rc = cg_snapshot_edge_at(m->head, m->other, ends[0].id, ends[1].id, &twin, err);
    *out_found = rc == CG_OK;
    if (*out_found && twin.manual && m->op == CG_CHANGE_REMOVED) {
        m->op = CG_CHANGE_CHANGED;
        m->seen_at = m->other;
    }
    return rc == CG_E_NOT_FOUND ? CG_OK : rc;
}

/* Of what is in no file only its text knows the language. */
static cg_code source_fits(const making *m, cg_id id, cg_arena *arena, bool *out_fits, cg_err *err)
{
    cg_past_node source;
    cg_node_view view;
    cg_node_ref ref;
    *out_fits = true;
    if (m->feed->langs == 0 && m->feed->path.len == 0)
        return CG_OK;
    cg_code rc = cg_snapshot_ref_at(m->head, m->seen_at, id, &ref, err);
    if (rc == CG_OK)
        rc = cg_snapshot_node_at(m->head, m->seen_at, ref, &source, err);
    if (rc == CG_OK && source.file == CG_NONE) {
        rc = view_past(m->head, m->seen_at, &source, arena, &view, NULL, err);
        source.unit.lang = rc == CG_OK ? (uint8_t)view.lang : source.unit.lang;
    }
    *out_fits = rc == CG_OK && place_fits(m->feed, source.path, (cg_lang_id)source.unit.lang);
    return lost(rc, err);
}

static cg_code make_edge(making *m, cg_arena *arena, bool *out_wanted, cg_err *err)
{
    const cg_event_feed *feed = m->feed;
    const cg_change *change = m->change;
    const cg_node_ref refs[2] = {change->node, change->target};
    cg_edge_row row = {.source = change->node, .target = change->target, .kind = change->kind};
    cg_node_identity ends[2];
    bool twin = false;
    if ((feed->edges != 0 && !(feed->edges >> change->kind & 1)) ||
        (feed->kinds != 0 && !(feed->kinds >> cg_ref_kind(change->node) & 1)))
        return CG_OK;
    cg_code rc = cg_project_node_ids(m->project, refs, 2, ends, err);
    if (rc == CG_OK && change->op != CG_CHANGE_CHANGED)
        rc = find_twin_edge(m, ends, &twin, err);
    if (rc != CG_OK || !settle_type(m, CG_EVENT_RELATIONSHIP_CREATED, twin))
        return rc;
    rc = source_fits(m, ends[0].id, arena, out_wanted, err);
    if (rc == CG_OK && *out_wanted)
        rc = lost(cg_snapshot_edge_at(m->head, m->seen_at, ends[0].id, ends[1].id, &row, err), err);
    if (rc == CG_OK && change->what == CG_CHANGE_MANUAL_EDGE && !row.manual)
        *out_wanted = false; /* that parsing finds it is a change of its own */
    m->out->edge = (cg_edge_brief){.id = cg_edge_id(ends[0].id, change->kind, ends[1].id),
                                   .source = ends[0].id,
                                   .target = ends[1].id,
                                   .kind = change->kind,
                                   .rule = row.rule,
                                   .confidence = row.confidence};
    return rc;
}

static cg_code make_version(making *m, cg_arena *arena, cg_err *err)
{
    m->out->type = CG_EVENT_VERSION_CREATED;
    return version_view_of(m->project, m->version, arena, &m->out->version, err);
}

cg_code event_make(const cg_event_feed *feed, const cg_snapshot *head, const cg_version *version,
                   const cg_change *change, cg_arena *arena, cg_event *out, bool *out_wanted,
                   cg_err *err)
{
    bool removed = change->op == CG_CHANGE_REMOVED;
    making m = {.feed = feed,
                .head = head,
                .project = cg_snapshot_project(head),
                .version = version,
                .change = change,
                .op = change->op,
                .seen_at = removed ? version->base : version->generation,
                .other = removed ? version->generation : version->base,
                .out = out};
    *out = (cg_event){.generation = version->generation};
    const unsigned of_nodes = 7u << CG_EVENT_NODE_CREATED;
    const unsigned of_edges = 7u << CG_EVENT_RELATIONSHIP_CREATED;
    switch (change->what) {
    case CG_CHANGE_NODE:
    case CG_CHANGE_NODE_METADATA:
        return feed->types & of_nodes ? make_node(&m, arena, out_wanted, err) : CG_OK;
    case CG_CHANGE_EDGE:
    case CG_CHANGE_MANUAL_EDGE:
    case CG_CHANGE_EDGE_METADATA:
        return feed->types & of_edges ? make_edge(&m, arena, out_wanted, err) : CG_OK;
    case CG_CHANGE_VERSION:
        *out_wanted = wants(&m, CG_EVENT_VERSION_CREATED);
        return *out_wanted ? make_version(&m, arena, err) : CG_OK;
    default: return CG_OK; /* a file: its nodes say it */
    }
}
