// SPDX-License-Identifier: Apache-2.0
// What the parts of the event feed share: events.c (where it is), views.c (from a change to an
// event), tasks.c (what tasks do just now).
#ifndef CG_SERVICE_EVENTS_H
#define CG_SERVICE_EVENTS_H

#include "service_int.h"

typedef struct seen_task {
    cg_id id;
    uint64_t revision;
} seen_task;

struct cg_event_feed {
    cg_service *service;
    cg_arena *arena; /* the feed's own; it holds the feed */
    cg_graph_ref where;
    cg_str path;
    unsigned types;
    uint64_t kinds, edges; /* bit sets; 0: all */
    uint32_t langs;
    cg_change_pos at;
    bool from_start;         /* from the first that is kept, whichever that is */
    CG_VEC(seen_task) tasks; /* as they were told last */
};

/** What the feed says of a change; `*out_wanted`: it says something. */
CG_MUST_USE cg_code event_make(const cg_event_feed *feed, const cg_snapshot *head,
                               const cg_version *version, const cg_change *change, cg_arena *arena,
                               cg_event *out, bool *out_wanted, cg_err *err);

/** Passes over what tasks did so far. */
CG_MUST_USE cg_code events_skip_tasks(cg_event_feed *feed, cg_err *err);
/** Adds an event for each task of the project that has moved since the last call. */
CG_MUST_USE cg_code events_add_tasks(cg_event_feed *feed, size_t limit, cg_arena *arena,
                                     cg_event *rows, size_t *count, cg_err *err);

#endif
