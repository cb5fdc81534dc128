// SPDX-License-Identifier: Apache-2.0
// Cursors: where a page ended, at which generation, for which question. The snapshots of recent
// cursors are kept, so the pages of one listing agree with each other while writes go on.
#include "service_int.h"

cg_code service_snapshot(cg_service *service, cg_str project, cg_snapshot **out_snap, cg_err *err)
{
    cg_project *found;
    cg_code rc = cg_store_project(service->store, project_or_default(project), false, &found, err);
    if (rc == CG_E_NOT_FOUND) {
        *out_snap = NULL;
        return CG_OK;
    }
    if (rc == CG_OK)
        *out_snap = cg_snapshot_take(found);
    return rc;
}

void cursor_remember(cg_service *service, cg_snapshot *snap)
{
    cg_snapshot *out = NULL;
    cg_mutex_lock(&service->mu);
    bool known = false;
    for (size_t i = 0; i < CG_ARRAY_LEN(service->recent); i++)
        known = known || service->recent[i] == snap;
    if (!known) {
        out = service->recent[service->recent_next];
        service->recent[service->recent_next] = cg_snapshot_ref(snap);
        service->recent_next = (service->recent_next + 1) % CG_ARRAY_LEN(service->recent);
    }
    cg_mutex_unlock(&service->mu);
    cg_snapshot_release(out);
}

static cg_snapshot *recall(cg_service *service, cg_str project, uint64_t generation)
{
    cg_snapshot *found = NULL;
    cg_mutex_lock(&service->mu);
    for (size_t i = 0; found == NULL && i < CG_ARRAY_LEN(service->recent); i++) {
        cg_snapshot *snap = service->recent[i];
        if (snap != NULL && cg_snapshot_generation(snap) == generation &&
            cg_str_eq(cg_project_name(cg_snapshot_project(snap)), project))
            found = cg_snapshot_ref(snap);
    }
    cg_mutex_unlock(&service->mu);
    return found;
}

/* The snapshot of a cursor; NULL: neither kept nor the project's head any more. */
static cg_snapshot *find_snapshot(cg_service *service, cg_str project, uint64_t generation)
{
    cg_snapshot *snap = recall(service, project_or_default(project), generation);
    if (snap == NULL && service_snapshot(service, project, &snap, NULL) == CG_OK && snap != NULL &&
        cg_snapshot_generation(snap) != generation) {
        cg_snapshot_release(snap);
        snap = NULL;
    }
    return snap;
}

/* Text form: the bytes in hexadecimal: generation u64, question u64, position. */
cg_str cursor_write(uint64_t generation, const cursor *c, cg_arena *arena)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t bytes[16 + sizeof c->position];
    size_t len = 16 + c->position_len;
    cg_put_be64(bytes, generation);
    cg_put_be64(bytes + 8, c->question);
    memcpy(bytes + 16, c->position, c->position_len);
    char *text = cg_arena_alloc(arena, len * 2);
    for (size_t i = 0; i < len; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    return cg_str_make(text, len * 2);
}

cg_str cursor_make(cg_service *service, cg_snapshot *snap, const cursor *c, cg_arena *arena)
{
    cursor_remember(service, snap);
    return cursor_write(cg_snapshot_generation(snap), c, arena);
}

static int digit_value(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool decode(cg_str text, cursor *out)
{
    uint8_t bytes[16 + sizeof out->position];
    size_t len = text.len / 2;
    if (text.len % 2 != 0 || len < 16 || len > sizeof bytes)
        return false;
    for (size_t i = 0; i < len; i++) {
        int high = digit_value(text.ptr[2 * i]), low = digit_value(text.ptr[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        bytes[i] = (uint8_t)(high << 4 | low);
    }
    out->generation = cg_get_be64(bytes);
    out->question = cg_get_be64(bytes + 8);
    out->position_len = len - 16;
    memcpy(out->position, bytes + 16, out->position_len);
    return true;
}

cg_code cursor_open(cg_service *service, cg_str project, cg_str text, uint64_t question,
                    cursor *out_cursor, cg_snapshot **out_snap, cg_err *err)
{
    const char *wrong = NULL;
    cg_snapshot *snap = NULL;
    if (!decode(text, out_cursor))
        wrong = "the cursor is not one that this server gave";
    else if (out_cursor->question != question)
        wrong = "the cursor belongs to a request with other parameters";
    else if ((snap = find_snapshot(service, project, out_cursor->generation)) == NULL)
        wrong = "the cursor has expired: begin again without it";
    if (wrong != NULL) {
        (void)CG_FAIL(err, CG_E_INVALID, "%s", wrong);
        return cg_err_at(err, "cursor");
    }
    *out_snap = snap;
    return CG_OK;
}

cg_code page_open(cg_service *service, cg_str project, cg_str text, uint64_t question,
                  cursor *out_cursor, cg_snapshot **out_snap, cg_err *err)
{
    *out_cursor = (cursor){.question = question};
    if (text.len > 0)
        return cursor_open(service, project, text, question, out_cursor, out_snap, err);
    return service_snapshot(service, project, out_snap, err);
}

uint64_t question_of_filter(const cg_node_filter *filter, uint64_t seed)
{
    uint64_t h = cg_hash64(filter->name.ptr, filter->name.len, seed);
    h = cg_hash64(filter->path.ptr, filter->path.len, h ^ filter->since);
    for (size_t i = 0; i < filter->kinds_count; i++)
        h = cg_hash64(&filter->kinds[i], sizeof filter->kinds[i], h);
    h = h * 31 + filter->kinds_count;
    for (size_t i = 0; i < filter->langs_count; i++)
        h = cg_hash64(&filter->langs[i], sizeof filter->langs[i], h);
    return h;
}
