// SPDX-License-Identifier: Apache-2.0
// Fuzz target: the small records and keys of the store. The first byte picks one, the rest is its
// value: what is taken must be written again to something that reads the same. Seeds are that
// byte and a row's value as `fuzz_store` finds it in its store.
#include <stddef.h>
#include <stdint.h>

#include "../../src/graph/graph_int.h"
#include "../../src/service/tasks/tasks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void branch_row(cg_str value)
{
    cg_branch branch, again;
    CG_AUTO_VALUE(cg_buf) out = {0};
    if (!branch_record_get(value, &branch))
        return;
    branch_record_put(&out, &branch);
    CG_ASSERT(branch_record_get(cg_buf_str(&out), &again));
    CG_ASSERT(memcmp(&branch, &again, sizeof branch) == 0);
}

static void tag_row(cg_str value)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_tag tag = {0}, again = {0};
    CG_AUTO_VALUE(cg_buf) out = {0};
    if (!tag_record_get(value, arena, &tag))
        return;
    tag_record_put(&out, &tag);
    CG_ASSERT(tag_record_get(cg_buf_str(&out), arena, &again));
    CG_ASSERT(tag.generation == again.generation && cg_str_eq(tag.message, again.message));
}

static void counters_record(cg_str value)
{
    counters next = {0}, again = {0};
    CG_AUTO_VALUE(cg_buf) out = {0};
    if (!counters_get(value, &next))
        return;
    CG_ASSERT(next.next_generation <= GEN_MAX && next.next_file < CG_NONE / 2);
    counters_put(&out, &next);
    CG_ASSERT(counters_get(cg_buf_str(&out), &again));
    CG_ASSERT(memcmp(&next, &again, sizeof next) == 0);
}

static void nodes_record(cg_str value)
{
    node_record record;
    uint8_t out[NODE_RECORD];
    if (!node_record_get(value, &record))
        return;
    node_record_put(out, &record);
    CG_ASSERT(value.len == sizeof out && memcmp(out, value.ptr, sizeof out) == 0);
}

static void files_record(cg_str value)
{
    file_record record = {0}, again = {0};
    CG_AUTO_VALUE(cg_buf) out = {0};
    if (!file_record_get(value, &record))
        return;
    CG_ASSERT(record.refs + record.refs_count * KEY_REF == (const uint8_t *)value.ptr + value.len);
    file_record_put(&out, &record);
    cg_buf_add(&out, record.refs, record.refs_count * KEY_REF);
    CG_ASSERT(file_record_get(cg_buf_str(&out), &again));
    CG_ASSERT(again.unit_no == record.unit_no && again.refs_count == record.refs_count);
    CG_ASSERT(again.bytes == record.bytes && again.edges == record.edges);
    (void)digest_file(CG_STR("a"), &record);
}

static void deps_row(cg_str value)
{
    dep_keys first = {0}, second = {0};
    CG_AUTO_VALUE(cg_buf) out = {0};
    if (deps_decode(value, &first)) {
        deps_encode(&out, first.ptr, first.len); /* asserts that they ascend */
        CG_ASSERT(deps_decode(cg_buf_str(&out), &second) && second.len == first.len);
        CG_ASSERT(memcmp(first.ptr, second.ptr, first.len * sizeof *first.ptr) == 0);
    }
    CG_VEC_FINI(&first);
    CG_VEC_FINI(&second);
}

static void external_row(cg_str value)
{
    cg_external first, second;
    CG_AUTO_VALUE(cg_buf) out = {0};
    if (!cg_external_decode(value, &first))
        return;
    cg_external_encode(&first, &out);
    CG_ASSERT(cg_external_decode(cg_buf_str(&out), &second) && first.lang == second.lang);
    CG_ASSERT(cg_str_eq(first.module, second.module) && cg_str_eq(first.name, second.name));
    cg_buf_clear(&out);
    cg_external_add_symbol(&first, &out);
    CG_ASSERT(out.error == CG_OK && cg_utf8_valid(cg_buf_str(&out)));
}

/* A list goes on until its end or the first damage; what was taken is written again alike. */
static void change_lists(cg_str value)
{
    change_codec reader = {0}, writer = {0}, again = {0};
    CG_AUTO_VALUE(cg_buf) out = {0};
    CG_VEC(cg_change) taken = {0};
    const uint8_t *pos = (const uint8_t *)value.ptr, *end = pos + value.len;
    cg_change change;
    while (pos < end && change_decode(&reader, &pos, end, &change))
        CG_VEC_PUSH(&taken, change);
    for (size_t i = 0; i < taken.len; i++)
        change_encode(&writer, &taken.ptr[i], &out);
    pos = (const uint8_t *)out.ptr;
    for (size_t i = 0; i < taken.len; i++) {
        CG_ASSERT(change_decode(&again, &pos, (const uint8_t *)out.ptr + out.len, &change));
        CG_ASSERT(memcmp(&change, &taken.ptr[i], sizeof change) == 0);
    }
    CG_VEC_FINI(&taken);
}

static void version_row(cg_str value)
{
    version_record first, second;
    CG_AUTO_VALUE(cg_buf) out = {0};
    CG_AUTO_VALUE(cg_buf) again = {0};
    if (!version_record_get(value, GEN_MAX, &first))
        return;
    version_record_put(&out, &first.is, first.begins_line);
    CG_ASSERT(version_record_get(cg_buf_str(&out), GEN_MAX, &second));
    version_record_put(&again, &second.is, second.begins_line);
    CG_ASSERT(cg_str_eq(cg_buf_str(&out), cg_buf_str(&again)));
}

static void manual_row(cg_str value)
{
    cg_manual_node node, again;
    CG_AUTO_VALUE(cg_buf) out = {0};
    CG_AUTO_VALUE(cg_buf) second = {0};
    if (!cg_manual_decode(value, &node))
        return;
    cg_manual_encode(&node, &out);
    CG_ASSERT(cg_manual_decode(cg_buf_str(&out), &again) && again.kind == node.kind);
    cg_manual_encode(&again, &second);
    CG_ASSERT(cg_str_eq(cg_buf_str(&out), cg_buf_str(&second)));
    cg_buf_clear(&out);
    cg_manual_add_symbol(node.kind, node.qualified_name, &out);
    CG_ASSERT(out.error == CG_OK && cg_utf8_valid(cg_buf_str(&out)));
    (void)cg_manual_symbol_fits(node.symbol);
}

static void task_row(cg_str value)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    CG_AUTO_VALUE(cg_buf) first = {0};
    CG_AUTO_VALUE(cg_buf) second = {0};
    cg_ingest_progress progress = {0}, progress_again = {0};
    task t = {.arena = arena, .progress = &progress};
    task again = {.arena = arena, .progress = &progress_again};
    if (!task_record_get(value, &t))
        return;
    task_record_put(&t, &first);
    CG_ASSERT(task_record_get(cg_buf_str(&first), &again));
    task_record_put(&again, &second);
    CG_ASSERT(cg_str_eq(cg_buf_str(&first), cg_buf_str(&second)));
}

/* Numbers in, numbers out; the newer row of a key sorts first. */
static void keys(cg_str value)
{
    uint8_t bytes[32] = {0};
    memcpy(bytes, value.ptr, CG_MIN(value.len, sizeof bytes));
    cg_node_ref a = cg_get_be(bytes + 6, KEY_REF), b = cg_get_be(bytes + 12, KEY_REF);
    uint64_t gen = cg_get_be(bytes + 18, KEY_GEN);
    cg_edge_kind kind = (cg_edge_kind)(bytes[23] % CG_EDGE_KIND_LIMIT);
    key edge = key_edge(bytes, a, kind, b, gen), node = key_node(bytes, a, gen);
    key redge = key_redge(bytes, b, kind, a, gen), file = key_file(bytes, (uint32_t)a, gen);
    key deps = key_deps(bytes, (uint32_t)a, gen);
    CG_ASSERT(edge.len == KEY_EDGE && node.len == KEY_NODE && redge.len == KEY_REDGE);
    CG_ASSERT(file.len == KEY_FILE && key_gen(key_str(&file)) == gen);
    CG_ASSERT(deps.len == KEY_DEPS && key_gen(key_str(&deps)) == gen);
    CG_ASSERT(key_ref_at(key_str(&node), KEY_PREFIX) == a && key_gen(key_str(&node)) == gen);
    CG_ASSERT(key_ref_at(key_str(&edge), KEY_PREFIX + 1 + KEY_REF + 1) == b);
    CG_ASSERT(key_ref_at(key_str(&redge), KEY_PREFIX) == b && key_gen(key_str(&redge)) == gen);
    if (gen < GEN_MAX) {
        key newer = key_node(bytes, a, gen + 1);
        CG_ASSERT(cg_str_cmp(key_str(&newer), key_str(&node)) < 0);
    }
    char folded[CG_NAME_INDEX_MAX];
    key name = key_name(bytes, cg_name_fold(value, folded), a), after = key_after(name);
    CG_ASSERT(name.len <= sizeof name.bytes && key_ref_at(key_str(&name), name.len - KEY_REF) == a);
    CG_ASSERT(after.len == 0 || cg_str_cmp(key_str(&after), key_str(&name)) > 0);
    key term = key_term(bytes, IDX_TERM, value);
    CG_ASSERT(term.len <= KEY_PREFIX + 1 + CG_TERM_MAX);
}

static void compressed(cg_str value)
{
    CG_AUTO_VALUE(cg_buf) out = {0};
    CG_AUTO_VALUE(cg_buf) packed = {0};
    cg_err err = {0};
    cg_code rc = cg_decompress(value, 1u << 20, &out, &err);
    CG_ASSERT(rc == CG_OK || (err.code == rc && err.text[0] != '\0'));
    CG_ASSERT(rc != CG_OK || out.len <= 1u << 20);
    cg_buf_clear(&out);
    CG_ASSERT(cg_compress(value, 1, &packed, &err) == CG_OK);
    CG_ASSERT(cg_decompress(cg_buf_str(&packed), value.len, &out, &err) == CG_OK);
    CG_ASSERT(cg_str_eq(cg_buf_str(&out), value));
}

/* The first byte says how much of the rest is what the other part is a difference to. */
static void difference(cg_str value)
{
    CG_AUTO_VALUE(cg_buf) out = {0};
    CG_AUTO_VALUE(cg_buf) packed = {0};
    cg_err err = {0};
    if (value.len == 0)
        return;
    size_t cut = 1 + (value.len - 1) * (uint8_t)value.ptr[0] / 256;
    cg_str base = cg_str_slice(value, 1, cut), rest = cg_str_slice(value, cut, value.len), of;
    (void)packed_base(CG_CF_UNITS, rest, &of);
    (void)packed_base(CG_CF_SOURCES, rest, &of);
    cg_code rc = difference_apply(base, rest, 1u << 20, &out, &err);
    CG_ASSERT(rc == CG_OK || (err.code == rc && err.text[0] != '\0'));
    cg_buf_clear(&out);
    CG_ASSERT(difference_make(base, rest, &packed, &err) == CG_OK);
    CG_ASSERT(difference_apply(base, cg_buf_str(&packed), rest.len, &out, &err) == CG_OK);
    CG_ASSERT(cg_str_eq(cg_buf_str(&out), rest));
}

static void known_row(cg_str value)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    CG_AUTO_VALUE(cg_buf) first = {0};
    CG_AUTO_VALUE(cg_buf) second = {0};
    cg_known known, again;
    if (!cg_known_decode(value, arena, &known))
        return;
    cg_known_encode(&known, &first);
    CG_ASSERT(cg_known_decode(cg_buf_str(&first), arena, &again));
    cg_known_encode(&again, &second);
    CG_ASSERT(cg_str_eq(cg_buf_str(&first), cg_buf_str(&second)));
    for (size_t i = 0, at; i < known.refs_count; i++)
        CG_ASSERT(cg_known_at(&known, known.refs[i].byte, &at) > 0 && at <= i);
}

static void collected_row(cg_str value)
{
    history first, second;
    CG_AUTO_VALUE(cg_buf) out = {0};
    history_init(&first);
    history_init(&second);
    if (collected_record_get(value, 1u << 16, &first)) {
        collected_record_put(&out, &first);
        CG_ASSERT(collected_record_get(cg_buf_str(&out), 1u << 16, &second));
        for (uint64_t g = 0; g <= 1u << 16; g++)
            CG_ASSERT(history_is_collected(&first, g) == history_is_collected(&second, g));
    }
    history_fini(&first);
    history_fini(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const records[])(cg_str) = {
        branch_row, counters_record, nodes_record,  files_record, task_row,    keys,
        compressed, deps_row,        external_row,  change_lists, version_row, manual_row,
        tag_row,    difference,      collected_row, known_row};
    if (size > 0)
        records[data[0] % CG_ARRAY_LEN(records)](cg_str_make((const char *)data + 1, size - 1));
    return 0;
}
