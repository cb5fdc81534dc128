// SPDX-License-Identifier: Apache-2.0
// Walking what generations changed: from their lists, or from the rows where there is no list.
#include "graph_int.h"

#define NUMBER_LIMIT (UINT64_C(1) << CG_REF_NUMBER_BITS)

/* ---- the stored form ----
 *
 *   head u8: what | op << 4, then
 *   file   number
 *   node   kind u8, number (so its metadata)
 *   edge   kind u8, number of the source | kind u8 of the edge | kind u8, number of the target
 *
 * Numbers are the difference to the last one of their sort in the chunk, zigzag, as varints. */

static void put_number(cg_buf *out, uint64_t *last, uint64_t number)
{
    int64_t step = (int64_t)(number - *last);
    cg_buf_add_varint(out, (uint64_t)step << 1 ^ (uint64_t)(step >> 63));
    *last = number;
}

static void put_ref(cg_buf *out, uint64_t *last, cg_node_ref ref)
{
    cg_buf_add_char(out, (char)cg_ref_kind(ref));
    put_number(out, last, ref & (NUMBER_LIMIT - 1));
}

static bool is_of_edge(unsigned what)
{
    return what == CG_CHANGE_EDGE || what == CG_CHANGE_MANUAL_EDGE ||
           what == CG_CHANGE_EDGE_METADATA;
}

void change_encode(change_codec *codec, const cg_change *change, cg_buf *out)
{
    cg_buf_add_char(out, (char)(change->what | change->op << 4));
    if (change->what == CG_CHANGE_FILE)
        put_number(out, &codec->file, change->file);
    else
        put_ref(out, &codec->node, change->node);
    if (is_of_edge(change->what)) {
        cg_buf_add_char(out, (char)change->kind);
        put_ref(out, &codec->target, change->target);
    }
}

static bool get_number(const uint8_t **pos, const uint8_t *end, uint64_t *last, uint64_t limit,
                       uint64_t *out_number)
{
    uint64_t v;
    if (!cg_read_varint(pos, end, &v))
        return false;
    *last += v >> 1 ^ (~(v & 1) + 1);
    *out_number = *last;
    return *last < limit;
}

static bool get_ref(const uint8_t **pos, const uint8_t *end, uint64_t *last, cg_node_ref *out_ref)
{
    uint64_t number;
    if (*pos == end || **pos == 0 || **pos >= CG_NODE_KIND_LIMIT)
        return false;
    uint64_t kind = *(*pos)++;
    if (!get_number(pos, end, last, NUMBER_LIMIT, &number))
        return false;
    *out_ref = kind << CG_REF_NUMBER_BITS | number;
    return true;
}

static bool is_listed(unsigned what)
{
    return what == CG_CHANGE_NODE || what == CG_CHANGE_NODE_METADATA || is_of_edge(what);
}

bool change_decode(change_codec *codec, const uint8_t **pos, const uint8_t *end,
                   cg_change *out_change)
{
    if (*pos == end)
        return false;
    unsigned head = *(*pos)++;
    cg_change change = {.what = head & 15, .op = head >> 4};
    uint64_t file = 0;
    bool sound = change.op >= CG_CHANGE_ADDED && change.op <= CG_CHANGE_REMOVED;
    if (change.what == CG_CHANGE_FILE)
        sound = sound && get_number(pos, end, &codec->file, CG_NONE, &file);
    else
        sound = sound && is_listed(change.what) && get_ref(pos, end, &codec->node, &change.node);
    if (sound && is_of_edge(change.what)) {
        sound = *pos < end && **pos != 0 && **pos < CG_EDGE_KIND_LIMIT;
        change.kind = sound ? *(*pos)++ : 0;
        sound = sound && get_ref(pos, end, &codec->target, &change.target);
    }
    change.file = (uint32_t)file;
    *out_change = change;
    return sound;
}

/* ---- scanning ----
 *
 * One iterator runs over the records of versions; behind each lie the chunks of its list. */

struct cg_change_scan {
    cg_project *project;
    cg_kv_iter *iter;
    cg_change_depth depth;
    bool in_version;       /* `version` is read, not all that it changed was given */
    version_record record; /* of the version under way; its texts are in `texts` */
    cg_buf texts;
    lineage at;
    lineage
        held[2];   /* of the version and of what it was built on: both are kept while it is told */
    uint64_t skip; /* changes of the first generation that were given before */
    cg_change_pos pos;
    cg_buf chunk; /* decompressed */
    size_t chunk_at;
    change_codec codec;
    change_rows *rows; /* NULL: the version has a list */
    cg_code rc;
    cg_err err;
};

/* Positions: in a list, how many of its changes were given. Among rows, the key of the last one. */
static bool is_among_rows(const cg_change_pos *pos)
{
    return pos->at[0] >> 60 != 0 && pos->at[0] != CG_CHANGE_END;
}

static void set_pos_among_rows(cg_change_pos *pos, const cg_change *change)
{
    uint64_t number = change->what == CG_CHANGE_FILE ? change->file : change->node;
    pos->at[0] = (uint64_t)change->what << 60 | number;
    pos->at[1] = (uint64_t)change->kind << 48 | change->target;
}

static cg_change change_at(const cg_change_pos *pos)
{
    uint64_t number = pos->at[0] & ((UINT64_C(1) << 48) - 1);
    return (cg_change){.what = (cg_change_what)(pos->at[0] >> 60),
                       .file = (uint32_t)number,
                       .node = number,
                       .kind = (cg_edge_kind)(pos->at[1] >> 48 & 0xff),
                       .target = pos->at[1] & ((UINT64_C(1) << 48) - 1)};
}

void cg_change_pos_put(const cg_change_pos *pos, cg_buf *out)
{
    cg_buf_printf(out, "%" PRIu64, pos->generation);
    if (pos->at[0] != CG_CHANGE_END)
        cg_buf_printf(out, ".%" PRIu64, pos->at[0]);
    if (is_among_rows(pos))
        cg_buf_printf(out, ".%" PRIu64, pos->at[1]);
}

bool cg_change_pos_parse(cg_str text, cg_change_pos *out_pos)
{
    cg_change_pos pos = {.at = {CG_CHANGE_END, 0}};
    uint64_t *numbers[] = {&pos.generation, &pos.at[0], &pos.at[1]};
    cg_str part;
    size_t count = 0;
    for (; cg_str_split(&text, '.', &part); count++)
        if (count == CG_ARRAY_LEN(numbers) || !cg_str_to_u64(part, numbers[count]))
            return false;
    bool end = pos.at[0] == CG_CHANGE_END;
    if (pos.generation > GEN_MAX || count == 0 || (end && count > 1) ||
        is_among_rows(&pos) != (count == 3) || (!end && pos.at[0] >> 60 > CG_CHANGE_EDGE))
        return false;
    *out_pos = pos;
    return true;
}

cg_change_scan *change_scan_open(cg_project *project, const lineage *at, cg_change_pos after,
                                 uint64_t last, cg_change_depth depth)
{
    cg_change_scan *scan = cg_alloc(sizeof *scan);
    uint64_t first = CG_MIN(after.generation, GEN_MAX - 1);
    first += after.at[0] == CG_CHANGE_END;
    uint64_t end = CG_MAX(CG_MIN(last, at->generation) + 1, first);
    key lower = key_version(project->prefix, first), upper = key_version(project->prefix, end);
    scan->project = project;
    scan->at = lineage_ref(at);
    scan->pos = after;
    scan->depth = depth;
    scan->iter = cg_kv_iter_create(project->store->kv, NULL, CG_CF_VERSIONS, key_str(&lower),
                                   key_str(&upper));
    cg_kv_iter_first(scan->iter);
    return scan;
}

cg_change_scan *cg_change_scan_open(const cg_snapshot *snap, cg_change_pos after, uint64_t last,
                                    cg_change_depth depth)
{
    return change_scan_open(snap->project, &snap->at, after, last, depth);
}

static bool fail(cg_change_scan *scan, cg_code rc)
{
    scan->rc = rc;
    return false;
}

static bool fail_damaged(cg_change_scan *scan)
{
    return fail(scan, CG_FAIL(&scan->err, CG_E_CORRUPT, "the changes of a version are damaged"));
}

/* A list that ends early is damaged, unless a commit dropped it meanwhile. */
static bool fail_missing(cg_change_scan *scan)
{
    if (scan->record.is.generation >= cg_project_changes_from(scan->project))
        return fail_damaged(scan);
    return fail(scan, CG_FAIL(&scan->err, CG_E_NOT_FOUND,
                              "the changes of generation %" PRIu64 " are no longer kept",
                              scan->record.is.generation));
}

/* What a generation changed can be told while it and the one that it was built on are kept. */
static bool hold_version(cg_change_scan *scan)
{
    const cg_version *v = &scan->record.is;
    lineage_release(&scan->held[0]);
    lineage_release(&scan->held[1]);
    return lineage_take(scan->project, v->generation, &scan->held[0], NULL) == CG_OK &&
           lineage_take(scan->project, v->base, &scan->held[1], NULL) == CG_OK;
}

/* Reads the next record. False at the end. */
static bool begin_version(cg_change_scan *scan)
{
    cg_str k;
    uint64_t generation;
    for (;; cg_kv_iter_next(scan->iter)) {
        if (!cg_kv_iter_valid(scan->iter))
            return fail(scan, cg_kv_iter_status(scan->iter, &scan->err));
        k = cg_kv_iter_key(scan->iter);
        generation = cg_get_be((const uint8_t *)k.ptr + KEY_PREFIX, KEY_GEN);
        if (k.len == KEY_VERSION && /* not what is left of a list */
            lineage_sees(&scan->at, generation))
            break;
    }
    cg_buf_clear(&scan->texts);
    cg_buf_add_str(&scan->texts, cg_kv_iter_value(scan->iter));
    if (!version_record_get(cg_buf_str(&scan->texts), generation, &scan->record))
        return fail_damaged(scan);
    cg_kv_iter_next(scan->iter);
    bool told = scan->depth == CG_CHANGES_NONE || hold_version(scan);
    scan->record.is.listed = scan->record.is.listed && told;
    bool resumes = scan->pos.generation == scan->record.is.generation;
    if (!resumes)
        scan->pos = (cg_change_pos){.generation = scan->record.is.generation};
    cg_buf_clear(&scan->chunk);
    scan->chunk_at = 0;
    scan->in_version = true;
    if (scan->depth > (scan->record.is.listed ? CG_CHANGES_LISTED : CG_CHANGES_ALL))
        return true;
    if (!told ||
        (resumes && scan->pos.at[0] != 0 && is_among_rows(&scan->pos) == scan->record.is.listed))
        return fail_missing(scan);
    if (!scan->record.is.listed) {
        cg_change after = change_at(&scan->pos);
        scan->rows = change_rows_open(scan->project, &scan->at, scan->record.is.generation,
                                      after.what != 0 ? &after : NULL);
    }
    return true;
}

/* To the chunk that has the change behind the position, and in it to that change. */
static bool open_chunk(cg_change_scan *scan)
{
    uint32_t number = (uint32_t)(scan->pos.at[0] / CHANGES_PER_CHUNK);
    key wanted = key_changes(scan->project->prefix, scan->record.is.generation, number);
    if (cg_kv_iter_valid(scan->iter) &&
        cg_str_cmp(cg_kv_iter_key(scan->iter), key_str(&wanted)) < 0)
        cg_kv_iter_seek(scan->iter, key_str(&wanted));
    if (!cg_kv_iter_valid(scan->iter) || !cg_str_eq(cg_kv_iter_key(scan->iter), key_str(&wanted)))
        return fail_missing(scan);
    cg_buf_clear(&scan->chunk);
    scan->rc =
        cg_decompress(cg_kv_iter_value(scan->iter), CHANGES_BYTES_MAX, &scan->chunk, &scan->err);
    if (scan->rc != CG_OK)
        return false;
    cg_kv_iter_next(scan->iter);
    scan->codec = (change_codec){0};
    scan->chunk_at = 0;
    scan->skip = scan->pos.at[0] % CHANGES_PER_CHUNK;
    return true;
}

static bool next_listed(cg_change_scan *scan, cg_change *out)
{
    if (scan->pos.at[0] >= scan->record.is.changes ||
        (scan->chunk_at == scan->chunk.len && !open_chunk(scan)))
        return false;
    const uint8_t *bytes = (const uint8_t *)scan->chunk.ptr, *pos = bytes + scan->chunk_at;
    do
        if (!change_decode(&scan->codec, &pos, bytes + scan->chunk.len, out))
            return fail_damaged(scan);
    while (scan->skip > 0 && scan->skip--);
    scan->chunk_at = (size_t)(pos - bytes);
    scan->pos.at[0]++;
    return true;
}

static bool next_among_rows(cg_change_scan *scan, cg_change *out)
{
    if (change_rows_next(scan->rows, out)) {
        set_pos_among_rows(&scan->pos, out);
        return true;
    }
    scan->rc = change_rows_close(scan->rows, &scan->err);
    scan->rows = NULL;
    return false;
}

bool cg_change_scan_next(cg_change_scan *scan, cg_change *out_change)
{
    if (scan->rc != CG_OK || (!scan->in_version && !begin_version(scan)))
        return false;
    bool found = false;
    if (scan->rows != NULL)
        found = next_among_rows(scan, out_change);
    else if (scan->record.is.listed && scan->depth != CG_CHANGES_NONE)
        found = next_listed(scan, out_change);
    if (scan->rc != CG_OK)
        return false;
    if (!found) {
        *out_change = (cg_change){.what = CG_CHANGE_VERSION, .op = CG_CHANGE_ADDED};
        scan->pos = (cg_change_pos){.generation = scan->record.is.generation, {CG_CHANGE_END, 0}};
        scan->in_version = false;
    }
    out_change->generation = scan->record.is.generation;
    return true;
}

const cg_version *cg_change_scan_version(const cg_change_scan *scan)
{
    return &scan->record.is;
}

uint64_t cg_project_changes_from(cg_project *project)
{
    return atomic_load(&project->changes_from);
}

cg_change_pos cg_change_scan_pos(const cg_change_scan *scan)
{
    return scan->pos;
}

cg_code cg_change_scan_close(cg_change_scan *scan, cg_err *err)
{
    cg_code rc = scan->rc;
    if (scan->rows != NULL) {
        cg_code closed = change_rows_close(scan->rows, rc == CG_OK ? &scan->err : NULL);
        rc = rc == CG_OK ? closed : rc;
    }
    if (rc != CG_OK && err != NULL)
        *err = scan->err;
    cg_kv_iter_destroy(scan->iter);
    cg_buf_fini(&scan->chunk);
    cg_buf_fini(&scan->texts);
    lineage_release(&scan->held[0]);
    lineage_release(&scan->held[1]);
    lineage_release(&scan->at);
    cg_free(scan);
    return rc;
}
