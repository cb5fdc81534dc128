// SPDX-License-Identifier: Apache-2.0
// api: the JSON form of a history.
#include "rest_history.h"

void cg_rest_put_aspects(cg_json_writer *w, unsigned aspects)
{
    cg_json_put_array(w, "aspects");
    for (unsigned i = 0; i < CG_ASPECT_LIMIT; i++)
        if (aspects >> i & 1)
            cg_json_write_str(w, cg_str_from(cg_aspect_text(i)));
    cg_json_end_array(w);
}

static void write_entry(cg_json_writer *w, const cg_history_entry *entry)
{
    cg_json_begin_object(w);
    cg_json_put_u64(w, "generation", entry->generation);
    cg_json_put_str(w, "change", cg_str_from(cg_change_kind_text(entry->change)));
    cg_rest_put_aspects(w, entry->aspects);
    cg_json_put_bool(w, "collected", entry->collected);
    cg_rest_put_time(w, "created_at", entry->created_ms);
    if (entry->has_version) {
        cg_json_write_key(w, CG_STR("version"));
        cg_rest_write_version(w, &entry->version);
    } else {
        cg_json_put_null(w, "version");
    }
    cg_json_end_object(w);
}

static void put_entry(cg_json_writer *w, const char *key, const cg_history_entry *entry)
{
    if (entry->generation == 0) {
        cg_json_put_null(w, key);
        return;
    }
    cg_json_write_key(w, cg_str_from(key));
    write_entry(w, entry);
}

void cg_rest_put_history(cg_json_writer *w, const cg_history *history)
{
    cg_json_put_u64(w, "generation", history->generation);
    cg_json_put_bool(w, "present", history->there);
    put_entry(w, "introduced", &history->introduced);
    put_entry(w, "last_changed", &history->last_changed);
    put_entry(w, "removed", &history->removed);
    cg_json_put_array(w, "items");
    for (size_t i = 0; i < history->count; i++)
        write_entry(w, &history->rows[i]);
    cg_json_end_array(w);
    cg_rest_put_cursor(w, history->next_cursor);
}

void cg_rest_write_node_history(cg_json_writer *w, const cg_history *history)
{
    cg_json_begin_object(w);
    cg_json_write_key(w, CG_STR("node"));
    cg_rest_write_node_ref(w, &history->node);
    cg_rest_put_history(w, history);
    cg_json_end_object(w);
}
