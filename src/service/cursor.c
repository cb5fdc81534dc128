// SPDX-License-Identifier: Apache-2.0
// Cursors: where a page ended, at which generation, for which question. Generations stay readable, so the
// pages of one listing agree with each other while writes go on.
#include "service_int.h"

cg_code service_snapshot(cg_service *service, cg_graph_ref where, cg_snapshot **out_snap,
                         cg_err *err)
{
    cg_project *project;
    resolved_ref found = {0};
    if (where.transaction.len > 0)
        return transaction_snapshot(service, where, out_snap, err);
    bool is_main = where.ref.len == 0 || cg_str_eq(where.ref, CG_STR(CG_BRANCH_MAIN));
    cg_code rc =
        cg_store_project(service->store, project_or_default(where.project), false, &project, err);
    if (rc == CG_E_NOT_FOUND && is_main) {
        *out_snap = NULL;
        return CG_OK;
    }
    if (rc != CG_OK)
        return rc;
    if (where.generation > 0)
        return cg_snapshot_at(project, where.generation, out_snap, err);
    if (is_main) {
        *out_snap = cg_snapshot_take(project);
        return CG_OK;
    }
    if (service_peek_ref(project, where.ref, &found.generation))
        return cg_snapshot_at(project, found.generation, out_snap, err);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    rc = service_resolve_ref(project, where.ref, arena, &found, err);
    return rc == CG_OK ? cg_snapshot_at(project, found.generation, out_snap, err) : rc;
}

cg_code cg_service_pin(cg_service *service, cg_graph_ref *where, cg_err *err)
{
    CG_AUTO(cg_snapshot) snap = NULL;
    if (where->transaction.len > 0 || where->generation > 0)
        return CG_OK;
    if (cg_service_generation(service, *where, &where->generation))
        return CG_OK;
    cg_code rc = service_snapshot(service, *where, &snap, err);
    where->generation = rc == CG_OK && snap != NULL ? cg_snapshot_generation(snap) : 0;
    return rc;
}

/* That of the cursor's generation, whatever the ref leads to by now. */
static cg_code find_snapshot(cg_service *service, cg_graph_ref where, uint64_t generation,
                             cg_snapshot **out_snap, cg_err *err)
{
    cg_project *project;
    cg_code rc =
        cg_store_project(service->store, project_or_default(where.project), false, &project, err);
    if (rc == CG_OK)
        rc = cg_snapshot_at(project, generation, out_snap, err);
    return rc;
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

cg_str cursor_make(const cg_snapshot *snap, const cursor *c, cg_arena *arena)
{
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

cg_code cursor_open(cg_service *service, cg_graph_ref where, cg_str text, uint64_t question,
                    cursor *out_cursor, cg_snapshot **out_snap, cg_err *err)
{
    const char *wrong = NULL;
    cg_snapshot *snap = NULL;
    cg_code rc = CG_OK;
    if (!decode(text, out_cursor) || out_cursor->generation == 0)
        wrong = "the cursor is not one that this server gave";
    else if (out_cursor->question != question)
        wrong = "the cursor belongs to a request with other parameters";
    else
        rc = find_snapshot(service, where, out_cursor->generation, &snap, err);
    if (rc == CG_E_NOT_FOUND || rc == CG_E_COLLECTED)
        wrong = "the generation of the cursor is no longer kept: begin again without it";
    if (wrong != NULL) {
        (void)CG_FAIL(err, CG_E_INVALID, "%s", wrong);
        return cg_err_at(err, "cursor");
    }
    if (rc == CG_OK)
        *out_snap = snap;
    return rc;
}

cg_code page_open(cg_service *service, cg_graph_ref where, cg_str text, uint64_t question,
                  cursor *out_cursor, cg_snapshot **out_snap, cg_err *err)
{
    *out_cursor = (cursor){.question = question};
    if (text.len > 0)
        return cursor_open(service, where, text, question, out_cursor, out_snap, err);
    return service_snapshot(service, where, out_snap, err);
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
