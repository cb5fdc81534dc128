// SPDX-License-Identifier: Apache-2.0
// Fuzz target: the slots of open transactions, as a daemon finds them that starts. The first byte says what becomes of
// those that are open then, and what of a slot comes before the rest of the input: the id, which is a new one each time,
// a record, and the number of a write. The hash is put right, so that what it would keep out is read too.
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../src/graph/graph_int.h"
#include "../../src/service/transactions/transaction.h"

#define INPUTS_MAX 500                 /* of a store, which has their records */
#define GENERATION_MAX UINT64_C(10000) /* a history takes memory for as many */

/* Of the first byte. */
enum { READS = 1, WRITES = 2, COMMITS = 4, GIVEN_RECORD = 8, GIVEN_NUMBER = 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static cg_service *service;
static unsigned inputs;
static cg_id nodes[2];

static void check(cg_code rc, const cg_err *err)
{
    CG_ASSERT(rc == CG_OK || (err->code == rc && err->text[0] != '\0'));
    CG_ASSERT(rc == CG_OK || cg_utf8_valid(cg_str_from(err->text)));
}

/* ---- the store: two nodes, one of which has metadata ---- */

static cg_code set_metadata(void *arg, cg_str before, cg_arena *arena, cg_str *out_after,
                            cg_err *err)
{
    (void)before, (void)err;
    *out_after = cg_arena_printf(arena, "{\"n\":%u}", *(const unsigned *)arg);
    return CG_OK;
}

static cg_code write_to(cg_str inside, cg_write_verb verb, unsigned number, cg_err *err)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_write_report report;
    cg_write write = {.verb = verb, .metadata = {.edit = set_metadata, .arg = &number}};
    write.symbol =
        (cg_given){verb == CG_WRITE_CREATE_NODE, cg_arena_printf(arena, "fuzz n%u", number % 2)};
    if (verb == CG_WRITE_CREATE_NODE) {
        write.name = write.symbol;
        write.kind = CG_NODE_ENTITY;
    } else {
        write.subject.selector = write.symbol.text;
    }
    const cg_write_request q = {.writes = &write, .count = 1, .to.transaction = inside};
    return cg_service_write(service, &q, arena, &report, err);
}

/* A folder of this process, below the one it runs in: the file of slots alone is in it. */
static const char *folder(void)
{
    static char path[] = "slots-XXXXXX";
    static bool made;
    if (!made)
        CG_ASSERT(mkdtemp(path) != NULL);
    made = true;
    return path;
}

static void begin(void)
{
    static const char *const roots[] = {NULL};
    const cg_service_options opts = {.engine = "memory",
                                     .storage_path = folder(),
                                     .parse_workers = 1,
                                     .roots = roots,
                                     .tasks_max = 1};
    cg_log_set_level(CG_LOG_OFF);
    cg_service_close(service);
    CG_ASSERT(cg_service_open(&opts, &service, NULL) == CG_OK);
    for (unsigned i = 0; i < CG_ARRAY_LEN(nodes); i++)
        CG_ASSERT(write_to(CG_STR_NULL, CG_WRITE_CREATE_NODE, i, NULL) == CG_OK);
    nodes[0] = cg_node_id(CG_STR("default"), CG_STR("fuzz n0"));
    nodes[1] = cg_node_id(CG_STR("default"), CG_STR("fuzz n1"));
    inputs = 0;
}

/* ---- a start ---- */

/* One that begins from the head. */
static void put_record(cg_id id, cg_buf *out)
{
    cg_project *project;
    CG_ASSERT(cg_store_project(service->store, CG_STR("default"), false, &project, NULL) == CG_OK);
    cg_snapshot *head = cg_snapshot_take(project);
    transaction *t = transaction_create(project, id);
    t->branch = CG_STR(CG_BRANCH_MAIN);
    t->begun_at = cg_snapshot_generation(head);
    t->expires_ms = cg_wall_ms() + 3600000;
    transaction_shared_put(t, out);
    /* which has been committed, otherwise as a slot has it */
    out->ptr[sizeof id.bytes + 3] = (char)CG_TRANSACTION_OPEN;
    transaction_destroy(t);
    cg_snapshot_release(head);
}

static void put_number(cg_buf *out)
{
    cg_project *project;
    CG_ASSERT(cg_store_project(service->store, CG_STR("default"), false, &project, NULL) == CG_OK);
    cg_buf_add_varint(out, project->next.next_generation);
}

/* The id of a node is not to be guessed: 0xff, 0 or 1 stand for those that there are. */
static void put_rest(const uint8_t *data, size_t size, cg_buf *out)
{
    for (size_t at = 0; at < size; at++) {
        if (data[at] == 0xff && at + 1 < size && data[at + 1] < CG_ARRAY_LEN(nodes))
            cg_buf_add(out, nodes[data[++at]].bytes, sizeof(cg_id));
        else
            cg_buf_add_char(out, (char)data[at]);
    }
}

static void put_text(const uint8_t *data, size_t size, cg_buf *out)
{
    cg_id id = {{0}};
    cg_put_be64(id.bytes, ++inputs);
    if ((data[0] & GIVEN_RECORD) != 0)
        put_record(id, out);
    else
        cg_buf_add(out, id.bytes, sizeof id.bytes);
    if ((data[0] & GIVEN_NUMBER) != 0)
        put_number(out);
    put_rest(data + 1, size - 1, out);
}

static bool takes_too_much_memory(cg_str text)
{
    cg_id id;
    cg_str record;
    if (!transaction_slot_take(&text, &id, &record))
        return false;
    deferred *d = deferred_create(text);
    bool takes = d != NULL && d->generation > GENERATION_MAX;
    cg_free(d);
    return takes;
}

static void start_with(cg_str text)
{
    CG_ASSERT(slots_write(&service->transactions->slots, 0, text, NULL) == CG_OK);
    transactions_close(service);
    service->transactions = NULL;
    cg_err err = {0};
    check(transactions_open(service, &err), &err);
}

/* ---- what becomes of it ---- */

static void read_inside(cg_str id)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_snapshot *snap;
    cg_str json;
    cg_err err = {0};
    const cg_graph_ref where = {.transaction = id};
    cg_code rc = transaction_snapshot(service, where, &snap, &err);
    check(rc, &err);
    if (rc != CG_OK)
        return;
    check(cg_snapshot_metadata(snap, CG_OWNER_NODE, nodes[0], arena, &json, &err), &err);
    cg_snapshot_release(snap);
}

static void end_one(const cg_transaction_view *t, unsigned how)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    char id[CG_ID_TEXT_LEN];
    cg_transaction_view now;
    cg_err err = {0};
    cg_id_text(t->id, id);
    if ((how & READS) != 0)
        read_inside(cg_str_from(id));
    if ((how & WRITES) != 0) {
        cg_code rc = write_to(cg_str_from(id), CG_WRITE_UPDATE_NODE, inputs, &err);
        check(rc, &err);
    }
    if ((how & COMMITS) != 0)
        check(cg_service_transaction_commit(service, t->id, 0, arena, &now, &err), &err);
    check(cg_service_transaction_get(service, t->id, arena, &now, &err), &err);
    if (now.state == CG_TRANSACTION_OPEN)
        CG_ASSERT(cg_service_transaction_rollback(service, t->id, arena, &now, &err) == CG_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_transaction_view *open;
    size_t count;
    if (service == NULL || inputs == INPUTS_MAX)
        begin();
    if (size == 0)
        return 0;
    put_text(data, size, &text);
    if (text.len > SLOT_TEXT_MAX || takes_too_much_memory(cg_buf_str(&text)))
        return 0;
    start_with(cg_buf_str(&text));
    cg_service_transaction_list(service, CG_STR_NULL, arena, &open, &count);
    for (size_t i = 0; i < count; i++)
        end_one(&open[i], data[0]);
    return 0;
}
