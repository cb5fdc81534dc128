// SPDX-License-Identifier: Apache-2.0
// Opening and closing the store, its format version, and the list of projects.
#include "graph_int.h"

#define FORMAT_VERSION 10
#define PROJECT_WORD "project/"
#define SHARDS 1024 /* a project's shard is a hash of its name; the unit of placement */

static cg_code check_format(cg_kv *kv, cg_err *err)
{
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    cg_code rc = cg_kv_get(kv, NULL, CG_CF_METADATA, CG_STR("format"), &pin, &value, err);
    if (rc == CG_E_NOT_FOUND) {
        uint8_t version[4];
        cg_put_be32(version, FORMAT_VERSION);
        CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(kv);
        cg_kv_batch_put(batch, CG_CF_METADATA, CG_STR("format"), cg_str_make((char *)version, 4));
        return cg_kv_write(kv, batch, true, err);
    }
    if (rc != CG_OK)
        return rc;
    uint32_t version = value.len == 4 ? cg_get_be32((const uint8_t *)value.ptr) : 0;
    if (version == 0)
        return CG_FAIL(err, CG_E_CORRUPT, "the store's format record is damaged");
    if (version < FORMAT_VERSION)
        return CG_FAIL(err, CG_E_FORMAT,
                       "the store has format %u, which is no longer read: index into a new one",
                       version);
    if (version > FORMAT_VERSION)
        return CG_FAIL(err, CG_E_FORMAT, "the store has format %u, this program knows up to %u",
                       version, FORMAT_VERSION);
    return CG_OK;
}

static cg_project *project_create(cg_store *store, cg_str name, uint32_t number)
{
    cg_project *project = cg_alloc(sizeof *project);
    project->store = store;
    project->name = cg_str_from(cg_strdup(name));
    cg_put_be16(project->prefix, (uint16_t)(cg_hash64(name.ptr, name.len, 0) % SHARDS));
    cg_put_be32(project->prefix + 2, number);
    cg_mutex_init(&project->mu, CG_LOCK_GRAPH_HEAD);
    cg_cond_init(&project->writer_free);
    cg_cond_init(&project->aside_over);
    atomic_init(&project->unsure, false);
    project->next = (counters){.next_node = 1, .next_generation = 1};
    project->paths = cg_arena_create(0);
    atomic_init(&project->changes_from, 1);
    branches_init(project);
    return project;
}

static void project_destroy(cg_project *project)
{
    CG_ASSERT(!project->writing && project->asides == 0 && !project->collecting);
    branches_fini(project);
    cg_arena_destroy(project->paths);
    cg_cond_fini(&project->writer_free);
    cg_cond_fini(&project->aside_over);
    cg_mutex_fini(&project->mu);
    cg_free((char *)project->name.ptr);
    cg_free(project);
}

/* Rows of a commit that a crash cut short are invisible already; they are removed so that they
 * neither cost space nor show up once the head passes their number. */
static cg_code sweep_pending(cg_project *project, cg_err *err)
{
    cg_kv *kv = project->store->kv;
    key k = key_meta(CG_STR("pending/"), project->prefix);
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    cg_code rc = cg_kv_get(kv, NULL, CG_CF_METADATA, key_str(&k), &pin, &value, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_OK : rc;
    if (value.len != KEY_GEN)
        return CG_FAIL(err, CG_E_CORRUPT, "the record of an unfinished commit is damaged");
    uint64_t gen = cg_get_be((const uint8_t *)value.ptr, KEY_GEN);
    CG_LOG(CG_LOG_WARN, "store.sweep", CG_LSTR("project", project->name),
           CG_LU64("generation", gen));
    return sweep_generation(project, gen, err);
}

static cg_code load_changes_from(cg_project *project, cg_err *err)
{
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    key k = key_meta(CG_STR("changes/"), project->prefix);
    cg_code rc =
        cg_kv_get(project->store->kv, NULL, CG_CF_METADATA, key_str(&k), &pin, &value, err);
    if (rc == CG_OK && value.len != KEY_GEN)
        return CG_FAIL(err, CG_E_CORRUPT, "the record of the changes kept is damaged");
    if (rc == CG_OK)
        atomic_store(&project->changes_from, cg_get_be((const uint8_t *)value.ptr, KEY_GEN));
    return rc == CG_E_NOT_FOUND ? CG_OK : rc;
}

cg_code project_load(cg_project *project, cg_err *err)
{
    key k = key_meta(CG_STR("counters/"), project->prefix);
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    counters stored = {0};
    atomic_fetch_add(&project->loads, 1);
    cg_code rc =
        cg_kv_get(project->store->kv, NULL, CG_CF_METADATA, key_str(&k), &pin, &value, err);
    if (rc == CG_OK && !counters_get(value, &stored))
        return CG_FAIL(err, CG_E_CORRUPT, "the counters of a project are damaged");
    if (rc != CG_OK && rc != CG_E_NOT_FOUND)
        return rc;
    if (rc == CG_OK) {
        cg_mutex_lock(&project->mu);
        project->next = stored;
        cg_mutex_unlock(&project->mu);
    }
    rc = sweep_pending(project, err);
    if (rc == CG_OK)
        rc = load_changes_from(project, err);
    return rc == CG_OK ? branches_load(project, err) : rc;
}

static cg_code load_projects(cg_store *store, cg_err *err)
{
    cg_str lower = CG_STR(PROJECT_WORD);
    CG_AUTO(cg_kv_iter) iter =
        cg_kv_iter_create(store->kv, NULL, CG_CF_METADATA, lower, CG_STR("project0"));
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter), value = cg_kv_iter_value(iter);
        if (value.len != 4)
            return CG_FAIL(err, CG_E_CORRUPT, "a project record is damaged");
        cg_project *project = project_create(store, cg_str_slice(k, lower.len, k.len),
                                             cg_get_be32((const uint8_t *)value.ptr));
        CG_VEC_PUSH(&store->projects, project); /* the keys come in name order */
        cg_code rc = project_load(project, err);
        if (rc != CG_OK)
            return rc;
    }
    return cg_kv_iter_status(iter, err);
}

cg_code cg_store_open(const cg_store_options *opts, cg_store **out_store, cg_err *err)
{
    cg_store *store = cg_alloc(sizeof *store);
    store->keep_sources = opts->keep_sources;
    store->keep_changes = opts->keep_changes;
    store->keep_changes_ms = opts->keep_changes_ms;
    store->committed = opts->committed;
    store->committed_arg = opts->committed_arg;
    store->units = unit_cache_create(opts->unit_cache_bytes);
    store->depths = packed_depths_create();
    store->ids = node_ids_create();
    store->last_rows = last_rows_create();
    store->snapshots = snapshot_cache_create(opts->snapshot_bytes);
    cg_mutex_init(&store->mu, CG_LOCK_GRAPH_PROJECTS);
    cg_cond_init(&store->units_free);
    cg_code rc = cg_kv_open(&opts->kv, &store->kv, err);
    if (rc == CG_OK)
        rc = check_format(store->kv, err);
    if (rc == CG_OK)
        rc = load_projects(store, err);
    if (rc != CG_OK) {
        cg_store_close(store);
        return rc;
    }
    *out_store = store;
    return CG_OK;
}

void cg_store_close(cg_store *store)
{
    if (store == NULL)
        return;
    snapshot_cache_destroy(store->snapshots); /* first: snapshots have their project */
    for (size_t i = 0; i < store->projects.len; i++)
        project_destroy(store->projects.ptr[i]);
    CG_VEC_FINI(&store->projects);
    unit_cache_destroy(store->units);
    packed_depths_destroy(store->depths);
    node_ids_destroy(store->ids);
    last_rows_destroy(store->last_rows);
    cg_kv_close(store->kv);
    cg_cond_fini(&store->units_free);
    cg_mutex_fini(&store->mu);
    cg_free(store);
}

cg_kv *cg_store_kv(cg_store *store)
{
    return store->kv;
}

bool cg_store_keeps_sources(const cg_store *store)
{
    return store->keep_sources;
}

/* ---- projects ---- */

static bool is_project_name(cg_str name)
{
    if (name.len == 0 || name.len > CG_PROJECT_NAME_MAX || name.ptr[0] == '.')
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '.' || c == '_' || c == '-';
        if (!fine)
            return false;
    }
    return true;
}

/* Position of the first project whose name is not below `name`. */
static size_t find_position(const cg_store *store, cg_str name)
{
    size_t at = 0;
    while (at < store->projects.len && cg_str_cmp(store->projects.ptr[at]->name, name) < 0)
        at++;
    return at;
}

static cg_project *find_project(cg_store *store, cg_str name)
{
    cg_mutex_lock(&store->mu);
    size_t at = find_position(store, name);
    cg_project *found = NULL;
    if (at < store->projects.len && cg_str_eq(store->projects.ptr[at]->name, name))
        found = store->projects.ptr[at];
    cg_mutex_unlock(&store->mu);
    return found;
}

/* Puts `project` into the list unless another thread made one of that name first, which is then
 * given back; nothing was stored yet, so the loser is simply dropped. */
static cg_project *insert_project(cg_store *store, cg_project *project)
{
    cg_mutex_lock(&store->mu);
    size_t at = find_position(store, project->name);
    cg_project *winner = project;
    if (at < store->projects.len && cg_str_eq(store->projects.ptr[at]->name, project->name)) {
        winner = store->projects.ptr[at];
    } else {
        uint32_t number = 1;
        for (size_t i = 0; i < store->projects.len; i++)
            number = CG_MAX(number, cg_get_be32(store->projects.ptr[i]->prefix + 2) + 1);
        cg_put_be32(project->prefix + 2, number);
        CG_VEC_PUSH(&store->projects, project);
        memmove(store->projects.ptr + at + 1, store->projects.ptr + at,
                (store->projects.len - 1 - at) * sizeof *store->projects.ptr);
        store->projects.ptr[at] = project;
    }
    cg_mutex_unlock(&store->mu);
    if (winner != project)
        project_destroy(project);
    return winner;
}

cg_code cg_store_project(cg_store *store, cg_str name, bool create, cg_project **out_project,
                         cg_err *err)
{
    if (!is_project_name(name)) {
        cg_code rc = CG_FAIL(err, CG_E_INVALID,
                             "a project name is 1 to %d letters, digits, '.', '_' or '-', not "
                             "starting with '.'",
                             CG_PROJECT_NAME_MAX);
        (void)cg_err_at(err, "project");
        return rc;
    }
    cg_project *project = find_project(store, name);
    if (project == NULL && !create)
        return CG_FAIL(err, CG_E_NOT_FOUND, "there is no project \"%.*s\"", CG_STR_ARG(name));
    if (project == NULL) {
        project = project_create(store, name, 0);
        project = insert_project(store, project);
    }
    *out_project = project;
    return CG_OK;
}

size_t cg_store_projects(cg_store *store, cg_arena *arena, cg_project ***out_projects)
{
    cg_mutex_lock(&store->mu);
    size_t count = store->projects.len;
    *out_projects = cg_arena_alloc_array(arena, CG_MAX(count, (size_t)1), sizeof **out_projects);
    if (count > 0)
        memcpy(*out_projects, store->projects.ptr, count * sizeof **out_projects);
    cg_mutex_unlock(&store->mu);
    return count;
}

cg_str cg_project_name(const cg_project *project)
{
    return project->name;
}
