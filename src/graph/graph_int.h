// SPDX-License-Identifier: Apache-2.0
// What the files of this module share.
#ifndef CG_GRAPH_INT_H
#define CG_GRAPH_INT_H

#include <stdatomic.h>

#include "cg/graph_commit.h"

#include "versions/history.h"

/** The state of a project at one generation; immutable once published, shared by reference count.
 *  Holding it is what a snapshot is. */
struct cg_snapshot {
    atomic_uint refs;
    cg_project *project;
    lineage at;       /* its generation, and what it was built on */
    uint64_t version; /* the newest named one of these; 0: none */
    uint64_t changed_ms;
    cg_hash128 digest, overlay_digest;
    uint64_t parsed_generation;
    cg_project_counts counts;
    uint32_t files_limit;
    cg_file *files;           /* [files_limit] */
    struct path_index *paths; /* its own reference; NULL: there are none */
    struct unit_index *units;
};

/** Numbers given so far; grows only. Stored before rows that use them become visible, but for generations: an aside
 *  leaves its own to its record. */
typedef struct counters {
    uint64_t next_node, next_file, next_unit, next_generation;
} counters;

/** Who stays at a version asks for it by the same id again and again. */
#define ASKED_IDS 64
typedef struct asked_id {
    cg_id id;
    uint64_t generation; /* 0: none */
} asked_id;

struct cg_project {
    cg_store *store;
    cg_str name; /* owned */
    uint8_t prefix[KEY_PREFIX];
    cg_mutex mu;
    cg_cond writer_free, aside_over;
    bool writing; /* guarded by mu: somebody is the writer */
    bool alone;   /* guarded by mu: he is, or waits to be, without asides */
    unsigned asides,
        awaiting_asides; /* guarded by mu: under way; threads that wait for aside_over */
    CG_VEC(struct branch *) branches; /* guarded by mu; by name; main is always there */
    history history;                  /* guarded by mu */
    asked_id asked_ids[ASKED_IDS];    /* guarded by mu: of versions; by the first byte of the id */
    uint64_t durable; /* guarded by mu: the newest generation that is known to be on disk */
    CG_VEC(cg_str) paths_by_number; /* guarded by mu: of files, in `paths`; NULL: never finished */
    struct path_index *paths_index; /* guarded by mu: of these; NULL: none */
    bool collecting;                /* guarded by mu */
    uint8_t *
        units_seen; /* guarded by mu: a bit a unit, set by commits while a collection runs; else NULL */
    uint32_t units_seen_limit;         /* guarded by mu */
    atomic_uint_fast64_t changes_from; /* the first generation whose changes are kept */
    uint64_t
        epoch; /* of the store, when tips and `next` were loaded; changed by the writer alone without asides */
    counters
        next; /* the writer's alone, who changes it with mu held; the generation: guarded by mu */
    uint64_t unswept;   /* the writer's alone: generation of a failed commit, 0: none */
    atomic_bool unsure; /* a failed write may have been applied */
    atomic_uint_fast64_t
        loads; /* how often it was loaded: what was known of its rows is void then */
    atomic_uint_fast64_t nodes_written; /* no generation above has written rows of nodes */
    cg_arena *paths;                    /* the writer's alone: texts of all paths ever seen */
};

/** A branch. The writer alone changes it and lets it go, with the project's `mu` held; an unnamed one whoever holds it
 *  (commit/turns.c), and anybody may fork one. */
struct branch {
    cg_branch
        is; /* its name is owned; the generation is what readers see: on disk, if it has a name */
    bool held; /* guarded by mu: of an unnamed one, a commit to it is under way */
    bool
        stored; /* guarded by mu: what the store has not is not known any more once it is read anew. False: it is
                          the caller's to keep (cg_branch_restore) */
    struct deferred *
        deferred; /* of an unnamed one, guarded by mu; its holder's: the commit to it that is not written */
    uint64_t moves;    /* how often it was moved other than by a commit */
    cg_snapshot *head; /* of main: its own reference; NULL of others, which are kept elsewhere */
    cg_snapshot *
        tip; /* the writer's alone, or its holder's; its own reference: the last one written, perhaps not on
                          disk yet; NULL: none but the head. What the next commit builds on */
};

struct cg_store {
    cg_kv *kv;
    bool keep_sources;
    uint64_t keep_changes, keep_changes_ms; /* cg_store_options */
    void (*committed)(void *arg);
    void *committed_arg;
    struct unit_cache *units;
    struct packed_depths *depths;
    struct node_ids *ids;
    struct last_rows *last_rows;
    struct snapshot_cache *snapshots;
    cg_mutex mu;
    cg_cond units_free;
    unsigned units_held;            /* guarded by mu: by those who write files */
    bool units_wanted, units_taken; /* guarded by mu: by a collection; others wait for their turn */
    bool units_collected;           /* guarded by mu: a collection decides about contents */
    CG_VEC(cg_project *) projects;  /* guarded by mu; ordered by name */
};

/* ---- projects (store.c) ---- */

/** Reads counters and head from the store and sweeps what an unfinished commit left. The writer's
 *  alone, or before anyone else knows the project. */
CG_MUST_USE cg_code project_load(cg_project *project, cg_err *err);

/* ---- turns (commit/turns.c) ---- */

/** Waits for being the project's writer, then mends what an earlier failed write has left, as
 *  cg_commit_begin does. */
CG_MUST_USE cg_code writer_begin(cg_project *project, uint64_t deadline_ns, cg_err *err);
/** The same, and there are no asides until he ends: what they build on may be taken away. */
CG_MUST_USE cg_code writer_begin_alone(cg_project *project, uint64_t deadline_ns, cg_err *err);
/** The same as the first, without mending anything: for who writes nothing. */
CG_MUST_USE cg_code writer_wait(cg_project *project, uint64_t deadline_ns, cg_err *err);
void writer_end(cg_project *project);
/** For the writer: an unnamed branch, which nobody else writes to until it is let go or removed. NULL: there is none. */
CG_MUST_USE cg_code branch_hold(cg_project *project, cg_str name, uint64_t deadline_ns,
                                struct branch **out_branch, cg_err *err);
void branch_let_go(cg_project *project, struct branch *branch);
/** Holds an unnamed branch beside the writer, who may wait for it: between the two nothing is waited for that he has.
 *  Nothing was taken away or loaded anew meanwhile. CG_E_NOT_FOUND, and as writer_begin. */
CG_MUST_USE cg_code aside_begin(cg_project *project, cg_str name, uint64_t deadline_ns,
                                struct branch **out_branch, cg_err *err);
void aside_end(cg_project *project, struct branch *branch);
/** Notes after a failed write of what readers go by that it may have been applied nevertheless; gives the code
 *  back. */
cg_code writer_note_failure(cg_project *project, cg_code rc);

/* ---- commits that are not written yet (commit/deferred.c) ---- */

/** The first commit to an unnamed branch, when it is small and changes what is there alone: answered, but written no
 *  sooner than somebody reads the branch or writes to it once more, as the generation that was answered. Most are not
 *  written at all: the branch is merged or dropped. */
typedef struct deferred {
    uint64_t generation, time_ms;
    size_t len;
    char bytes[]; /* what the caller keeps */
} deferred;
/** NULL: `bytes` are damaged. */
deferred *deferred_create(cg_str bytes);
/** Writes that of a branch which the caller holds, if there is one. */
CG_MUST_USE cg_code deferred_write(cg_project *project, struct branch *branch, cg_err *err);
/** The same for anybody. CG_E_NOT_FOUND: the branch is gone. */
CG_MUST_USE cg_code deferred_settle(cg_project *project, cg_str branch, cg_err *err);
/** For the writer without asides: all of them. */
CG_MUST_USE cg_code deferred_settle_all(cg_project *project, cg_err *err);
/** Its number is given, and others are on other lines than it will be. `mu` held. */
void deferred_reserve_locked(cg_project *project, const deferred *d);

/* ---- what was collected (gc/collected.c) ---- */

/** Reads which generations were collected into the history, which is empty. As project_load. */
CG_MUST_USE cg_code collected_load(cg_project *project, cg_err *err);
/** The row, as one set of generations below `limit`; false: damaged, and some may have been marked. */
bool collected_record_get(cg_str value, uint64_t limit, history *h);
void collected_record_put(cg_buf *out, const history *h);
/** Puts which are, by the history. The writer's alone. */
void collected_put(const cg_project *project, cg_kv_batch *batch);
/** Notes the units of a head while a collection runs. `mu` held. */
void collected_note_units_locked(cg_project *project, const cg_snapshot *head);
/** For a collection: waits until nobody holds units (cg_store_hold_units), and keeps it so until they are given
 *  back. False: not before the deadline. */
bool units_take(cg_store *store, uint64_t deadline_ns);
void units_give_back(cg_store *store);

/* ---- snapshots (read/head.c) ---- */

/** Of no generation yet. `take_files`: [files_limit]; NULL: none. */
cg_snapshot *snapshot_create(cg_project *project, cg_file *take_files, uint32_t files_limit);
/** What it shares with the project: its lineage, and the paths of all files that there are now. `mu` held. */
void snapshot_take_history_locked(cg_snapshot *snap, uint64_t generation);
/** The path of a file that any branch ever had; empty: there is none with the number. */
cg_str project_path(cg_project *project, uint32_t file);
/** What a record says of its generation. */
void snapshot_fill(cg_snapshot *snap, const cg_version *version);
void counters_put(cg_buf *out, const counters *next);
/** Puts the row. */
void counters_put_row(const cg_project *project, const counters *next, cg_kv_batch *batch);
bool counters_get(cg_str value, counters *out_next);

/* ---- files by path and by unit (read/lookup.c) ---- */

typedef struct path_index path_index;
typedef struct unit_index unit_index;
path_index *path_index_ref(path_index *index);
void path_index_release(path_index *index); /* NULL allowed */
/** Adds a file that is not in it; `paths`: of all that are, by number. The writer's alone, while others read. Gives what
 *  takes the place of `take_index` (NULL: an empty one). */
path_index *path_index_add(path_index *take_index, uint32_t file, const cg_str *paths);
unit_index *unit_index_create(void);
void unit_index_destroy(unit_index *index);

/* ---- snapshots of any generation (read/snapshots.c) ---- */

struct snapshot_cache *snapshot_cache_create(size_t budget_bytes);
void snapshot_cache_destroy(struct snapshot_cache *cache); /* NULL allowed */
/** Keeps it for the next reader of its generation, as long as there is room. */
void snapshot_keep(cg_snapshot *snap);
/** Forgets all of a project. */
void snapshots_forget(cg_project *project);
/** As cg_snapshot_at, of a generation that need not be on disk yet. */
CG_MUST_USE cg_code snapshot_load(cg_project *project, uint64_t generation, cg_snapshot **out_snap,
                                  cg_err *err);

/** What it means that the record of a generation was not found. */
cg_code missing_record(cg_code rc, uint64_t generation, cg_err *err);

/* ---- branches (versions/branches.c) ---- */

/** Reads paths, history and branches from the store, in place of what was known. As project_load. */
CG_MUST_USE cg_code branches_load(cg_project *project, cg_err *err);
void branches_fini(cg_project *project);
/** Makes the project one without a commit: main at generation 0. */
void branches_init(cg_project *project);
/** Keeps the path of a finished commit's file, in the project's arena; an empty one makes room alone. `mu`
 *  held. */
void project_note_path_locked(cg_project *project, uint32_t file, cg_str path);
/** Whether a generation was finished and is on disk, or is one that an unnamed branch shows, and was not collected: else CG_E_NOT_FOUND or CG_E_COLLECTED. */
CG_MUST_USE cg_code generation_check(cg_project *project, uint64_t generation, cg_err *err);
/** Its lineage, by which it is kept until that is released; whether it is on disk is not asked. 0: of nothing.
 *  Errors as above. */
CG_MUST_USE cg_code lineage_take(cg_project *project, uint64_t generation, lineage *out_lineage,
                                 cg_err *err);
/** NULL: none. The writer's alone, who may keep it until he is done: nobody else lets one go. Unnamed ones are held. */
struct branch *branch_find(cg_project *project, cg_str name);
/** The same for anybody, `mu` held, as long as it is. */
struct branch *branch_find_locked(const cg_project *project, cg_str name);
/** What the next commit to the branch builds on. The writer's alone; borrowed. */
CG_MUST_USE cg_code branch_tip(cg_project *project, struct branch *branch, cg_snapshot **out_tip,
                               cg_err *err);
/** The name is not in it. */
void branch_record_put(cg_buf *out, const cg_branch *is);
bool branch_record_get(cg_str value, cg_branch *out);
/** Puts the record of a branch whose head is to be `is->generation`. */
void branch_put(const cg_project *project, const cg_branch *is, cg_kv_batch *batch);
/** Of a name that clients cannot give. */
bool branch_is_unnamed(cg_str name);
/** Deletes the record, and then the branch itself. The writer's alone. */
void branch_put_gone(const cg_project *project, cg_str name, cg_kv_batch *batch);
void branch_remove(cg_project *project, cg_str name);
/** Shows the commit of `take_head`, which is on disk when it is `durable`, on its branch, unless that shows a later one, was moved
 *  otherwise since (`moves`), or is gone. */
void branch_publish(cg_project *project, cg_str name, uint64_t moves, bool durable,
                    cg_snapshot *take_head);

/* ---- tags (versions/tags.c) ---- */

/** The name is not in it; texts are copied into the arena. */
void tag_record_put(cg_buf *out, const cg_tag *tag);
bool tag_record_get(cg_str value, cg_arena *arena, cg_tag *out);

/* ---- versioned rows (versioned.c) ---- */

/** The newest row of `base` (a key without its generation) that `at` sees; an empty value is a
 *  tombstone. CG_E_NOT_FOUND (err untouched) when there is none or it is one. The value is valid
 *  until the iterator in *out_iter is destroyed. */
CG_MUST_USE cg_code versioned_get(cg_kv *kv, cg_cf cf, key base, const lineage *at,
                                  cg_kv_iter **out_iter, cg_str *out_value, cg_err *err);
/** The same by an iterator at hand, whose bounds hold all rows of `base`; the value is valid until it moves. */
CG_MUST_USE cg_code versioned_seek(cg_kv_iter *iter, key base, const lineage *at, cg_str *out_value,
                                   cg_err *err);
/** As versioned_generation. */
CG_MUST_USE cg_code versioned_seek_generation(cg_kv_iter *iter, key base, const lineage *at,
                                              uint64_t *out_generation, cg_err *err);
/** The generation of the newest row of `base`, tombstones included; 0: there is none. */
CG_MUST_USE cg_code versioned_generation(cg_kv *kv, cg_cf cf, key base, const lineage *at,
                                         uint64_t *out_generation, cg_err *err);
/** Walks keys in [lower, upper), giving for each the newest row that `at` sees, tombstones left
 *  out. */
typedef struct versioned_scan {
    cg_kv_iter *iter;
    const lineage *at; /* borrowed */
    uint8_t seen[64];  /* key without generation of the row given last */
    size_t seen_len;
} versioned_scan;
void versioned_scan_open(versioned_scan *scan, cg_kv *kv, cg_cf cf, cg_str lower, cg_str upper,
                         const lineage *at);
/** On from the first key not below `k`, which lies beyond the row given last. */
void versioned_scan_seek(versioned_scan *scan, cg_str k);
bool versioned_scan_next(versioned_scan *scan, cg_str *out_key, cg_str *out_value);
CG_MUST_USE cg_code versioned_scan_close(versioned_scan *scan, cg_err *err);
/** The first key after all keys that start with `k`. */
key key_after(key k);

/** Whether a node of kind `kind` may have this record in a snapshot with so many files: externals and
 *  manual nodes are in none, all others in one. */
static inline bool is_node_record(unsigned kind, const node_record *record, uint32_t files_limit)
{
    if (kind == CG_NODE_EXTERNAL && record->manual)
        return false;
    return kind == CG_NODE_EXTERNAL || record->manual ? record->file == CG_NONE
                                                      : record->file < files_limit;
}
/** The content of an external's node row: nothing of it ever changes. */
uint64_t external_content(const cg_external *external);
/** The visible row of a node (read/nodes.c), and which generation wrote it (NULL: not wanted).
 *  CG_E_NOT_FOUND leaves err alone. */
cg_code node_damaged(cg_err *err);
/** What a stored row says of the node. */
CG_MUST_USE cg_code node_take(const cg_snapshot *snap, cg_node_ref ref, cg_str row,
                              node_record *out, cg_err *err);
/** The definition of a node in its file: its place in the file row's list. */
CG_MUST_USE cg_code node_find_def(cg_str file_row, cg_node_ref ref, uint32_t *out_def, cg_err *err);
cg_node_place node_place(cg_node_ref ref, const node_record *record, uint32_t def,
                         uint64_t generation);
CG_MUST_USE cg_code node_read(const cg_snapshot *snap, cg_node_ref ref, node_record *out,
                              uint64_t *out_generation, cg_err *err);
/** The ref under which the node with this id is visible, with its row. CG_E_NOT_FOUND as above. */
CG_MUST_USE cg_code node_find(const cg_snapshot *snap, cg_id id, cg_node_ref *out_ref,
                              node_record *out, uint64_t *out_generation, cg_err *err);

/* ---- edges that parsing found (read/edges.c, read/edge_by_id.c) ---- */

/** As cg_edge_scan_open, without manual edges. */
cg_edge_scan *edge_scan_parsed(const cg_snapshot *snap, cg_node_ref node, bool inwards,
                               cg_edge_kind kind);
CG_MUST_USE cg_code edge_is_parsed(const cg_snapshot *snap, cg_node_ref source, cg_edge_kind kind,
                                   cg_node_ref target, bool *out_is, cg_err *err);
/** As cg_snapshot_edge_by_id, without manual edges. */
CG_MUST_USE cg_code parsed_edge_by_id(const cg_snapshot *snap, cg_id id, cg_edge_row *out_row,
                                      cg_err *err);

/* ---- the overlay (read/overlay.c) ---- */

/** Whether the manual node of `id` is called `folded` at the snapshot. */
CG_MUST_USE cg_code manual_is_called(const cg_snapshot *snap, cg_id id, cg_str folded, bool *out_is,
                                     cg_err *err);
/** Walks manual edges, whether or not their ends are there: those at one end (`inwards`: their target), or
 *  all, by source. */
typedef struct manual_scan {
    versioned_scan rows;
    bool inwards;
} manual_scan;
void manual_scan_open(manual_scan *scan, const cg_snapshot *snap, cg_id node, bool inwards,
                      cg_edge_kind kind, cg_edge_kind after_kind, cg_id after);
/** Begins behind the edge (after_source, after_kind, after_target) when after_kind is not 0. */
void manual_scan_open_all(manual_scan *scan, const cg_snapshot *snap, cg_id after_source,
                          cg_edge_kind after_kind, cg_id after_target);
/** All of them, by the node at the end that is walked from. */
void manual_scan_open_ends(manual_scan *scan, const cg_snapshot *snap, bool inwards);
/** On to those at `node`, or at the first one behind it; it must lie behind the one given last. */
void manual_scan_seek(manual_scan *scan, const cg_snapshot *snap, cg_id node);
/** `*out_node`: the end that is walked from. */
bool manual_scan_next(manual_scan *scan, cg_id *out_node, cg_edge_kind *out_kind, cg_id *out_other);
CG_MUST_USE cg_code manual_scan_close(manual_scan *scan, cg_err *err);
/** The manual edge with this id in the rows of the snapshot, shown or not. CG_E_NOT_FOUND as above. */
CG_MUST_USE cg_code manual_edge_by_id(const cg_snapshot *snap, cg_id id, cg_id *out_source,
                                      cg_id *out_target, cg_err *err);

/* ---- what linking a file has read (read/deps.c) ---- */

typedef CG_VEC(uint64_t) dep_keys;
/** The value of a row of dependencies: the gaps of its ascending keys. */
void deps_encode(cg_buf *out, const uint64_t *keys, size_t count);
bool deps_decode(cg_str value, dep_keys *out_keys);
cg_code deps_damaged(cg_err *err);
/** Walks the files that a row of readers names; false: it is damaged, or names one not below the limit. */
typedef void readers_fn(void *arg, uint32_t file);
bool readers_decode(cg_str value, uint32_t files_limit, readers_fn *take, void *arg);

/* ---- digest (digest.c) ---- */

void digest_add(cg_hash128 *sum, cg_hash128 h);
void digest_sub(cg_hash128 *sum, cg_hash128 h);
cg_hash128 digest_node(cg_id id, uint64_t content);
cg_hash128 digest_edge(cg_id source, cg_edge_kind kind, cg_id target, cg_str evidence);
cg_hash128 digest_file(cg_str path, const file_record *record);
/** Of the overlay's digest: any row but those that follow from others, by its key without project and
 *  generation. */
cg_hash128 digest_overlay(key base, cg_str value);

/* ---- versions and their changes (versions/versions.c, versions/changes.c, versions/changes_rows.c) ---- */

typedef struct version_record {
    bool begins_line;
    cg_version is;
    uint64_t merged[CG_MERGED_MAX]; /* where is.merged points to */
} version_record;
void version_record_put(cg_buf *out, const cg_version *version, bool begins_line);
/** Texts are borrowed from `value`; the generation is the key's. */
bool version_record_get(cg_str value, uint64_t generation, version_record *out_record);
/** Walks the records of all branches. */
typedef struct version_scan {
    cg_kv_iter *iter;
    cg_buf value;
    version_record record; /* of the last; valid until the next */
} version_scan;
void version_scan_open(version_scan *scan, const cg_project *project, uint64_t first,
                       uint64_t last);
/** CG_E_NOT_FOUND (err untouched): the end. */
CG_MUST_USE cg_code version_scan_next(version_scan *scan, cg_err *err);
void version_scan_close(version_scan *scan);
/** The id of a version that is about to be written. */
cg_id version_make_id(const cg_project *project, const cg_version *version);
key key_version_id(const uint8_t *prefix, cg_id id);
/** Of the version that was imported from a Git commit (versions/git_ids.c). */
#define GIT_ID_MAX 64
key key_git(const uint8_t *prefix, cg_str git, uint64_t generation);

/** Changes of one chunk, each written as the difference to the one before. */
#define CHANGES_PER_CHUNK 4096
#define CHANGES_BYTES_MAX (CHANGES_PER_CHUNK * 32)
typedef struct change_codec {
    uint64_t file, node, target; /* numbers of the last ones */
} change_codec;
void change_encode(change_codec *codec, const cg_change *change, cg_buf *out);
bool change_decode(change_codec *codec, const uint8_t **pos, const uint8_t *end,
                   cg_change *out_change);

/** Tells from the rows themselves what generations changed: each row against the one before it with the
 *  same key. In the order of keys: files, nodes, edges. */
typedef struct change_rows change_rows;
/** Of `generation`, 0: of all that `at` sees, which is borrowed; after `after` (NULL: from the start), which
 *  this gave. */
change_rows *change_rows_open(cg_project *project, const lineage *at, uint64_t generation,
                              const cg_change *after);
bool change_rows_next(change_rows *rows, cg_change *out_change);
CG_MUST_USE cg_code change_rows_close(change_rows *rows, cg_err *err); /* and frees */

/** Puts the first generation whose changes are kept (commit/changes.c). */
void changes_put_from(const cg_project *project, cg_kv_batch *batch, uint64_t generation);

/** As cg_change_scan_open, of the generations that `at` sees. */
cg_change_scan *change_scan_open(cg_project *project, const lineage *at, cg_change_pos after,
                                 uint64_t last, cg_change_depth depth);

/* ---- single files, nodes and edges as a lineage sees them (versions/past.c) ----
 *
 * As the cg_snapshot_*_at functions, whose comments hold for them. */

CG_MUST_USE cg_code past_node(cg_project *project, const lineage *at, cg_node_ref ref,
                              cg_past_node *out_node, cg_err *err);
CG_MUST_USE cg_code past_manual(cg_project *project, const lineage *at, cg_id id, cg_arena *arena,
                                cg_manual_node *out_node, cg_err *err);
CG_MUST_USE cg_code past_edge(cg_project *project, const lineage *at, cg_id source, cg_id target,
                              cg_edge_row *edge, cg_err *err);
CG_MUST_USE cg_code past_ref(cg_project *project, const lineage *at, cg_id id, cg_node_ref *out_ref,
                             cg_err *err);

CG_MUST_USE cg_code past_file(cg_project *project, const lineage *at, uint32_t file,
                              cg_file *out_file, cg_err *err);
cg_file file_of_record(const file_record *record, cg_str path);

/* ---- crash sweep (commit/sweep.c) ---- */

/** Deletes every row that generation `gen` wrote, in bounded batches. */
CG_MUST_USE cg_code sweep_generation(cg_project *project, uint64_t gen, cg_err *err);

/* ---- rows written or read last (read/last_rows.c) ---- */

struct last_rows *last_rows_create(void);
void last_rows_destroy(struct last_rows *rows); /* NULL allowed */
/** The newest row of `base` (a key without its generation) that `at` sees, in place of what is in `out_value`; empty: it
 *  is a tombstone. False: it is to be read. Any thread. */
bool last_rows_get(const cg_project *project, cg_cf cf, key base, const lineage *at,
                   cg_buf *out_value, uint64_t *out_generation);
/** What was read as that. */
void last_rows_note_read(const cg_project *project, cg_cf cf, key base, const lineage *at,
                         uint64_t generation, cg_str value);
/** What a commit has written, as generation `at`. It does so of each such row, unless that is one of a node, before others
 *  can build on it. */
void last_rows_note_written(const cg_project *project, cg_cf cf, key base, const lineage *at,
                            cg_str value);

/* ---- ids of nodes (read/node_ids.c) ---- */

struct node_ids *node_ids_create(void);
void node_ids_destroy(struct node_ids *ids); /* NULL allowed */
/** The number under which the node with this id was found last, which may not be that under which it is there; 0: not
 *  known. From memory. */
cg_node_ref node_ids_last_ref(cg_project *project, cg_id id);
void node_ids_note_ref(cg_project *project, cg_id id, cg_node_ref ref);

/* ---- compression (compress.c) ---- */

/** As cg_compress and cg_decompress, of what `bytes` have that `base` has not. Over another base the result is open. */
CG_MUST_USE cg_code compress_after(cg_str base, cg_str bytes, int level, cg_buf *out, cg_err *err);
CG_MUST_USE cg_code decompress_after(cg_str base, cg_str bytes, size_t max, cg_buf *out,
                                     cg_err *err);

/* ---- differences (difference.c) ---- */

/** Appends what makes `bytes` of `base`. CG_E_NOMEM, CG_E_LIMIT. */
CG_MUST_USE cg_code difference_make(cg_str base, cg_str bytes, cg_buf *out, cg_err *err);
/** Appends the bytes, at most `max`. CG_E_CORRUPT: the difference is damaged, or to another base; what was appended is
 *  open after an error. */
CG_MUST_USE cg_code difference_apply(cg_str base, cg_str difference, size_t max, cg_buf *out,
                                     cg_err *err);

/* ---- stored units and sources (packed.c) ---- */

/** The plain bytes of a record of the family of units or of sources, in place of what is in `out`, whose
 *  content is open after an error. CG_E_NOT_FOUND (err untouched): there is none; CG_E_CORRUPT: it, or one that it
 *  is a difference to, is damaged or missing. */
CG_MUST_USE cg_code packed_read(cg_store *store, cg_cf cf, cg_str k, cg_buf *out, cg_err *err);
bool packed_is_stored(cg_store *store, cg_cf cf, cg_str k);
/** Tells that a commit puts the record: what is made over it need not look for its depth. */
void packed_note_put(cg_store *store, cg_cf cf, cg_str k, cg_str stored);
struct packed_depths *packed_depths_create(void);
void packed_depths_destroy(struct packed_depths *depths);
/** The key, in the same family, of the record that `stored` is a difference to, a part of it; empty: to none. False: it
 *  is damaged. Whoever deletes records keeps, with each one that stays, its base, the base of that and so on; and
 *  all that the head of a branch has while a commit is open, since the commit makes differences to it. */
bool packed_base(cg_cf cf, cg_str stored, cg_str *out_base);

/* ---- vectors (read/vectors.c) ---- */

/** The first model that something is stored of from the key `from` on. CG_E_NOT_FOUND (err untouched). */
CG_MUST_USE cg_code vectors_next_model(cg_store *store, cg_str from, uint64_t *out_model,
                                       cg_err *err);

/* ---- unit cache (read/units.c) ---- */

struct unit_cache *unit_cache_create(size_t budget_bytes);
void unit_cache_destroy(struct unit_cache *cache);
/** Forgets a unit, or with language 0 a source, that is no longer stored. */
void unit_cache_forget(struct unit_cache *cache, const uint8_t unit_key[KEY_UNIT]);
/** The plain bytes of a record of units, sources or vectors, under its key there, if they are in the cache; else NULL. */
cg_unit_pin *unit_cache_plain(struct unit_cache *cache, cg_cf cf, cg_str k, cg_str *out_plain);
/** Decodes the stored unit of a file, past the cache. CG_E_CORRUPT: missing or damaged. */
CG_MUST_USE cg_code unit_read(cg_store *store, const cg_file *file, cg_unit *out_unit, cg_err *err);

#endif
