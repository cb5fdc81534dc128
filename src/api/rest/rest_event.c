// SPDX-License-Identifier: Apache-2.0
// api: an event, as feeds and webhooks tell it.
#include "rest_version.h"

static void put_gap(cg_json_writer *w, const cg_event *event)
{
    cg_json_put_object(w, "gap");
    cg_json_put_str(w, "reason",
                    event->unknown_id ? CG_STR("unknown_id") : CG_STR("no_longer_kept"));
    cg_json_put_u64(w, "first_available", event->generation + event->unknown_id);
    cg_json_end_object(w);
}

static void put_what(cg_json_writer *w, const cg_event *event)
{
    switch (event->type) {
    case CG_EVENT_VERSION_CREATED:
        cg_json_write_key(w, CG_STR("version"));
        cg_rest_write_version(w, &event->version);
        break;
    case CG_EVENT_NODE_CREATED:
    case CG_EVENT_NODE_UPDATED:
    case CG_EVENT_NODE_DELETED:
        cg_json_write_key(w, CG_STR("node"));
        cg_rest_write_node_ref(w, &event->node);
        break;
    case CG_EVENT_TASK_PROGRESS:
        cg_json_write_key(w, CG_STR("task"));
        cg_rest_write_task(w, &event->task);
        break;
    case CG_EVENT_GAP: put_gap(w, event); break;
    default: /* a relationship */ cg_rest_put_edge_brief(w, "relationship", &event->edge);
    }
}

void cg_rest_put_event(cg_json_writer *w, const cg_event *event, cg_str project)
{
    cg_json_put_str(w, "event", cg_str_from(cg_event_type_text(event->type)));
    cg_json_put_str(w, "project", project);
    if (event->type != CG_EVENT_TASK_PROGRESS)
        cg_json_put_u64(w, "generation", event->generation);
    put_what(w, event);
}
