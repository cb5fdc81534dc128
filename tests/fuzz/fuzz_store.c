// SPDX-License-Identifier: Apache-2.0
// Fuzz target: a store with a damaged row, and cursors with a forged position. The first byte
// picks: a cursor's text, a position behind a real cursor's head, or a row that gets the rest as
// its value. Whatever is read then ends well or with an error that says so.
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "../../src/service/service_int.h"

#define CURSOR_HEAD 32 /* hexadecimal digits of generation and question */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct row {
    cg_cf cf;
    cg_str key, value;
} row;

static cg_service *service;
static cg_arena *kept;
static CG_VEC(row) rows;
static cg_str node_cursor, name_cursor, edge_cursor, search_cursor;

static const char source[] = "import os\n"
                             "class Base:\n    def run(self):\n        return os.name\n"
                             "class Server(Base):\n    \"\"\"Serves.\"\"\"\n"
                             "    def run(self):\n        return self.stop() + self.run()\n"
                             "    def stop(self):\n        return parse_config(1)\n"
                             "def parse_config(env):\n    return Server().run() or Base().run()\n";

static void check(cg_code rc, const cg_err *err)
{
    CG_ASSERT(rc == CG_OK || (err->code == rc && err->text[0] != '\0'));
    CG_ASSERT(rc == CG_OK || cg_utf8_valid(cg_str_from(err->text)));
}

/* ---- one question of each kind; each gives the cursor of its next page ---- */

static cg_str list(const char *name, cg_str mark, cg_arena *arena)
{
    cg_node_page page;
    cg_node_filter filter = {.name = cg_str_from(name)};
    cg_err err = {0};
    check(cg_service_node_list(service, (cg_graph_ref){.project = CG_STR("")}, &filter, 2, mark, 0,
                               arena, &page, &err),
          &err);
    CG_ASSERT(page.count <= 2);
    return page.next_cursor;
}

static cg_str relate(cg_str mark, cg_arena *arena)
{
    cg_edge_page page;
    cg_edge_filter filter = {.direction = CG_DIR_BOTH};
    cg_err err = {0};
    check(cg_service_node_relationships(service, (cg_graph_ref){.project = CG_STR("")},
                                        CG_STR("Server"), &filter, 2, mark, arena, &page, &err),
          &err);
    CG_ASSERT(page.count <= 2);
    return page.next_cursor;
}

static cg_str search(cg_str mark, cg_arena *arena)
{
    cg_search_page page;
    cg_search_request q = {.query = CG_STR("run"), .limit = 2, .cursor = mark};
    cg_err err = {0};
    check(cg_service_search(service, &q, arena, &page, &err), &err);
    CG_ASSERT(page.count <= 2);
    return page.next_cursor;
}

static void ask_all(cg_str mark, cg_arena *arena)
{
    (void)list("", mark, arena);
    (void)list("*", mark, arena);
    (void)relate(mark, arena);
    (void)search(mark, arena);
}

static void read_nodes(cg_arena *arena)
{
    static const char *const selectors[] = {"Server", "Server.run", "a.py:3", "a.py",
                                            "codegraph python . . `a.py`/Server#"};
    for (size_t i = 0; i < CG_ARRAY_LEN(selectors); i++) {
        cg_node_detail detail;
        cg_err err = {0};
        check(cg_service_node_get(service, (cg_graph_ref){.project = CG_STR("")},
                                  cg_str_from(selectors[i]), &(cg_node_ask){.content = true}, arena,
                                  &detail, &err),
              &err);
    }
}

/* ---- the store ---- */

static void keep_rows(void)
{
    cg_kv *kv = cg_store_kv(service->store);
    for (int cf = 0; cf < CG_CF_COUNT; cf++) {
        CG_AUTO(cg_kv_iter) iter = cg_kv_iter_create(kv, NULL, (cg_cf)cf, CG_STR_NULL, CG_STR_NULL);
        for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter))
            CG_VEC_PUSH(&rows, (row){(cg_cf)cf, cg_arena_str(kept, cg_kv_iter_key(iter)),
                                     cg_arena_str(kept, cg_kv_iter_value(iter))});
    }
    CG_ASSERT(rows.len > 20);
}

static void begin(void)
{
    static const char *const roots[] = {NULL};
    cg_service_options opts = {.engine = "memory",
                               .keep_sources = true,
                               .parse_workers = 1,
                               .file_bytes_max = 1u << 20,
                               .files_max = 100,
                               .nesting_max = 200,
                               .roots = roots,
                               .tasks_max = 4};
    cg_source_file file = {CG_STR("a.py"), CG_STR_NULL, CG_LANG_NONE};
    cg_parse_request q = {.files = &file, .files_count = 1};
    cg_parse_report report;
    cg_err err = {0};
    cg_log_set_level(CG_LOG_OFF);
    kept = cg_arena_create(0);
    CG_ASSERT(cg_service_open(&opts, &service, &err) == CG_OK);
    /* What is stored last is a difference to what was there before. */
    const cg_str whole = cg_str_from(source);
    const cg_str versions[] = {cg_str_slice(whole, 0, whole.len - 3), whole};
    for (size_t i = 0; i < CG_ARRAY_LEN(versions); i++) {
        file.content = versions[i];
        CG_ASSERT(cg_service_parse(service, &q, kept, &report, &err) == CG_OK);
    }
    node_cursor = list("", CG_STR_NULL, kept);
    name_cursor = list("*", CG_STR_NULL, kept);
    edge_cursor = relate(CG_STR_NULL, kept);
    search_cursor = search(CG_STR_NULL, kept);
    CG_ASSERT(node_cursor.len && name_cursor.len && edge_cursor.len && search_cursor.len);
    keep_rows();
}

static void put(const row *r, cg_str value)
{
    cg_kv *kv = cg_store_kv(service->store);
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(kv);
    cg_kv_batch_put(batch, r->cf, r->key, value);
    CG_ASSERT(cg_kv_write(kv, batch, false, NULL) == CG_OK);
}

/* ---- what the input does ---- */

static cg_str forge(cg_str mark, cg_str position, cg_arena *arena)
{
    static const char digits[] = "0123456789abcdef";
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_buf_add(&text, mark.ptr, CURSOR_HEAD);
    for (size_t i = 0; i < position.len; i++) {
        cg_buf_add_char(&text, digits[(uint8_t)position.ptr[i] >> 4]);
        cg_buf_add_char(&text, digits[(uint8_t)position.ptr[i] & 15]);
    }
    return cg_arena_str(arena, cg_buf_str(&text));
}

static void forge_all(cg_str position, cg_arena *arena)
{
    (void)list("", forge(node_cursor, position, arena), arena);
    (void)list("*", forge(name_cursor, position, arena), arena);
    (void)relate(forge(edge_cursor, position, arena), arena);
    (void)search(forge(search_cursor, position, arena), arena);
}

static void damage(size_t which, cg_str value, cg_arena *arena)
{
    const row *r = &rows.ptr[which % rows.len];
    cg_verify_report report;
    cg_err err = {0};
    put(r, value);
    ask_all(CG_STR_NULL, arena);
    read_nodes(arena);
    check(cg_service_verify(service, arena, &report, &err), &err);
    put(r, r->value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (service == NULL)
        begin();
    if (size < 2)
        return 0;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_str rest = cg_str_make((const char *)data + 2, size - 2);
    if (data[0] % 4 == 0)
        ask_all(rest, arena);
    else if (data[0] % 4 == 1)
        forge_all(rest, arena);
    else
        damage(data[1], rest, arena);
    return 0;
}
