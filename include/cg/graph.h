// SPDX-License-Identifier: Apache-2.0
// graph: the versioned graph in one key-value store: projects, generations, files, nodes, edges.
// Reads go through an immutable snapshot; writes through one commit at a time per project, which
// writes only the rows that changed. It knows nothing of parsing, HTTP or directories.
//
// Rows carry the generation that wrote them. Generations are numbered over all branches of a project; a
// reader sees, for each key, the newest row whose generation is its snapshot's or one that this was built on. So
// what a commit has written is invisible until its last small write moves the head of its branch, however
// large it is, and every generation stays readable.
#ifndef CG_GRAPH_H
#define CG_GRAPH_H

#include "cg/kv.h"
#include "cg/model.h"

typedef struct cg_store cg_store;       /* the open store; any thread */
typedef struct cg_project cg_project;   /* one code base; lives as long as the store */
typedef struct cg_snapshot cg_snapshot; /* one project at one generation; any thread */

/** A node's dense number within its project, with its kind above bit 40. Given once, never reused;
 *  0 is none. Ids (cg_id) are the identity outside; this is how rows name nodes. */
typedef uint64_t cg_node_ref;
#define CG_REF_NUMBER_BITS 40
static inline cg_node_kind cg_ref_kind(cg_node_ref ref)
{
    return (cg_node_kind)(ref >> CG_REF_NUMBER_BITS);
}

/* ---- store and projects ---- */

typedef struct cg_store_options {
    cg_kv_options kv;
    size_t unit_cache_bytes;
    bool keep_sources;
    uint64_t keep_changes;    /* generations whose list of changes is kept; 0: all */
    uint64_t keep_changes_ms; /* how long it is kept; 0: for ever */
    size_t snapshot_bytes;    /* of snapshots that are kept for the next reader; 0: 64 MiB */
    /** Called when a commit has become visible, on its thread, which holds no lock; must not block.
     *  NULL: nobody wants to know. */
    void (*committed)(void *arg);
    void *committed_arg;
} cg_store_options;
/** Opens, checks the format version, and sweeps rows of commits that a crash cut short.
 *  Errors: those of cg_kv_open, CG_E_FORMAT. */
CG_MUST_USE cg_code cg_store_open(const cg_store_options *opts, cg_store **out_store, cg_err *err);
void cg_store_close(cg_store *store); /* all snapshots and commits must be gone; NULL allowed */
cg_kv *cg_store_kv(cg_store *store);
bool cg_store_keeps_sources(const cg_store *store);

/** Finds a project; with `create` makes it. Errors: CG_E_INVALID (name), CG_E_NOT_FOUND. */
CG_MUST_USE cg_code cg_store_project(cg_store *store, cg_str name, bool create,
                                     cg_project **out_project, cg_err *err);
/** All projects by name; the array is in the arena. */
size_t cg_store_projects(cg_store *store, cg_arena *arena, cg_project ***out_projects);
cg_str cg_project_name(const cg_project *project);

/* ---- snapshots ---- */

typedef struct cg_project_counts {
    uint64_t files, files_partial, files_skipped, nodes, edges, source_bytes;
    /* Of the overlay, in none of the others. Edges whose ends are missing are counted too. */
    uint64_t manual_nodes, manual_edges, metadata;
} cg_project_counts;

/** One file of a snapshot. `num` is permanent for its path. */
typedef struct cg_file {
    bool present;
    uint8_t lang;
    uint8_t status; /* cg_parse_status */
    uint8_t skip;   /* reason code of the parser when skipped */
    uint16_t extractor_version;
    uint32_t unit_no;      /* permanent number of its content's unit; CG_NONE when skipped */
    uint32_t nodes, edges; /* edges that leave its nodes */
    uint64_t bytes;
    cg_blob_id blob;
    cg_str path; /* lives as long as the project */
} cg_file;

cg_snapshot *cg_snapshot_take(cg_project *project); /* the head of the branch main */
/** The head of a branch. May read disk. CG_E_NOT_FOUND (err says which). */
CG_MUST_USE cg_code cg_snapshot_take_branch(cg_project *project, cg_str branch,
                                            cg_snapshot **out_snap, cg_err *err);
/** The project at any generation that was acknowledged; 0: empty. Reads the rows of all files, unless one is
 *  kept. CG_E_NOT_FOUND (err says so): there is no such generation, or it was collected. */
CG_MUST_USE cg_code cg_snapshot_at(cg_project *project, uint64_t generation, cg_snapshot **out_snap,
                                   cg_err *err);
cg_snapshot *cg_snapshot_ref(cg_snapshot *snap);
void cg_snapshot_release(cg_snapshot *snap); /* NULL allowed */
CG_DEFINE_AUTO(cg_snapshot, cg_snapshot_release)
cg_project *cg_snapshot_project(const cg_snapshot *snap);
cg_store *cg_snapshot_store(const cg_snapshot *snap);
uint64_t cg_snapshot_generation(const cg_snapshot *snap);
uint64_t cg_snapshot_changed_ms(
    const cg_snapshot *snap); /* wall clock of its commit; 0: none yet */
/** Of all that parsing found. Two stores with the same have the same parsed graph. */
cg_hash128 cg_snapshot_digest(const cg_snapshot *snap);
/** Of the overlay. */
cg_hash128 cg_snapshot_overlay_digest(const cg_snapshot *snap);
/** The last generation that changed what parsing found; later ones changed the overlay alone. */
uint64_t cg_snapshot_parsed_generation(const cg_snapshot *snap);
/** The newest named version that it was built on, itself included; 0: none. */
uint64_t cg_snapshot_version(const cg_snapshot *snap);
/** Whether `generation` is the snapshot's or one that it was built on. */
bool cg_snapshot_sees(const cg_snapshot *snap, uint64_t generation);
cg_project_counts cg_snapshot_counts(const cg_snapshot *snap);
/** Numbers run from 0 to limit-1; files that are gone have present = false. */
uint32_t cg_snapshot_files_limit(const cg_snapshot *snap);
const cg_file *cg_snapshot_file(const cg_snapshot *snap, uint32_t num);
const cg_file *cg_snapshot_find_file(const cg_snapshot *snap, cg_str path, uint32_t *out_num);
/** The first file of the snapshot with this unit, then the next with the same; CG_NONE at the end. */
uint32_t cg_snapshot_unit_file(const cg_snapshot *snap, uint32_t unit_no);
uint32_t cg_snapshot_next_unit_file(const cg_snapshot *snap, uint32_t file);

/* ---- units and sources ---- */

/** A decoded unit or source, shared through a cache with a byte budget. */
typedef struct cg_unit_pin cg_unit_pin;
CG_MUST_USE cg_code cg_store_unit(cg_store *store, cg_blob_id blob, cg_lang_id lang,
                                  uint16_t extractor_version, bool with_refs, cg_unit_pin **out_pin,
                                  cg_err *err);
const cg_unit *cg_unit_pin_unit(const cg_unit_pin *pin);
void cg_unit_pin_release(cg_unit_pin *pin); /* NULL allowed */
CG_DEFINE_AUTO(cg_unit_pin, cg_unit_pin_release)
bool cg_store_has_unit(cg_store *store, cg_blob_id blob, cg_lang_id lang,
                       uint16_t extractor_version);
/** A stored source; `*out_text` lives as long as the pin. CG_E_NOT_FOUND: it is not kept. */
CG_MUST_USE cg_code cg_store_source(cg_store *store, cg_blob_id blob, cg_unit_pin **out_pin,
                                    cg_str *out_text, cg_err *err);
/** The form in which an encoded unit, or a source, is given to a commit: as what differs from what the file
 *  `before` has stored, where that is shorter; NULL: whole. `before` must be of the base of a commit that is open until
 *  the one given this has ended: nothing else keeps it stored. Appends. Any thread; reads disk. Errors: CG_E_NOMEM. */
CG_MUST_USE cg_code cg_store_pack_unit(cg_store *store, cg_str encoded, const cg_file *before,
                                       cg_buf *out, cg_err *err);
CG_MUST_USE cg_code cg_store_pack_source(cg_store *store, cg_str text, const cg_file *before,
                                         cg_buf *out, cg_err *err);
/** The same for encoded vectors (cg_vectors_encode), against what `model` made of the file `before`. */
CG_MUST_USE cg_code cg_store_pack_vectors(cg_store *store, uint64_t model, cg_str encoded,
                                          const cg_file *before, cg_buf *out, cg_err *err);
/** What `model`, an id of the caller's, made of a unit; out->is.codes are part of `bytes`, which is cleared first.
 *  CG_E_NOT_FOUND (err untouched): nothing is stored; CG_E_CORRUPT. */
CG_MUST_USE cg_code cg_store_vectors(cg_store *store, uint64_t model, const cg_file *file,
                                     cg_buf *bytes, cg_vectors_buf *out, cg_err *err);
bool cg_store_has_vectors(cg_store *store, uint64_t model, cg_blob_id blob, cg_lang_id lang,
                          uint16_t extractor_version);
/** Stores what a model made of the unit of a file, unless something is stored already. Not synced: what a power cut
 *  takes back can be made again. The caller holds units (cg_store_hold_units) since it saw that the unit is there. */
CG_MUST_USE cg_code cg_store_put_vectors(cg_store *store, uint64_t model, const cg_file *file,
                                         cg_str encoded, cg_err *err);
/** Deletes what all models but these have made. */
CG_MUST_USE cg_code cg_store_keep_models(cg_store *store, const uint64_t *models, size_t count,
                                         cg_err *err);
/** zstd frames; `level` is zstd's. */
CG_MUST_USE cg_code cg_compress(cg_str bytes, int level, cg_buf *out, cg_err *err);
CG_MUST_USE cg_code cg_decompress(cg_str bytes, size_t max, cg_buf *out, cg_err *err);

/* ---- nodes ---- */

/** Where a node is: its file and its definition there. */
typedef struct cg_node_place {
    cg_id id;
    cg_node_ref ref;
    uint32_t file; /* CG_NONE: an external or a manual node, which are in none */
    uint32_t def;
    bool manual;
    uint64_t generation; /* that its row was written by: it was added or changed then */
} cg_node_place;
/** The node with this id or number at the snapshot. CG_E_NOT_FOUND leaves err alone. */
CG_MUST_USE cg_code cg_snapshot_node_by_id(const cg_snapshot *snap, cg_id id,
                                           cg_node_place *out_place, cg_err *err);
CG_MUST_USE cg_code cg_snapshot_node_by_ref(const cg_snapshot *snap, cg_node_ref ref,
                                            cg_node_place *out_place, cg_err *err);
/** The same for many nodes, at the cost of a seek or two each, less in the order of their numbers. One
 *  thread; pins blocks of the store, so not for long. */
typedef struct cg_node_reader cg_node_reader;
cg_node_reader *cg_node_reader_open(const cg_snapshot *snap);
CG_MUST_USE cg_code cg_node_reader_place(cg_node_reader *reader, cg_node_ref ref,
                                         cg_node_place *out_place, cg_err *err);
void cg_node_reader_close(cg_node_reader *reader); /* NULL allowed */
CG_DEFINE_AUTO(cg_node_reader, cg_node_reader_close)
/** What the external with this id is; texts in the arena. CG_E_NOT_FOUND leaves err alone: there never
 *  was one. */
CG_MUST_USE cg_code cg_snapshot_external(const cg_snapshot *snap, cg_id id, cg_arena *arena,
                                         cg_external *out_external, cg_err *err);
/** The nodes of a file in the order of its unit's definitions; array in the arena. */
CG_MUST_USE cg_code cg_snapshot_file_nodes(const cg_snapshot *snap, uint32_t file, cg_arena *arena,
                                           cg_node_ref **out_refs, size_t *out_count, cg_err *err);

/** Who a node is, at whatever generation it was there: that never changes. */
typedef struct cg_node_identity {
    cg_id id;
    uint32_t file; /* CG_NONE: an external */
    bool known;    /* private */
} cg_node_identity;
/** The ids of many nodes, through a table that all callers share. Reads disk.
 *  Errors: CG_E_CORRUPT (one that never was). */
CG_MUST_USE cg_code cg_project_node_ids(cg_project *project, const cg_node_ref *refs, size_t count,
                                        cg_node_identity *out_ids, cg_err *err);

/** Sees what cg_snapshot_at does, for reading single rows alone, as below: it has no files. Costs nothing but
 *  the look at the history. CG_E_NOT_FOUND as above. */
CG_MUST_USE cg_code cg_snapshot_rows_at(cg_project *project, uint64_t generation,
                                        cg_snapshot **out_snap, cg_err *err);
/** The content of a file at a generation; all zero: it was not there. */
CG_MUST_USE cg_code cg_snapshot_blob_at(const cg_snapshot *snap, uint64_t generation, uint32_t file,
                                        cg_blob_id *out_blob, cg_err *err);

/* Single rows of an earlier generation, which the snapshot must see, without a snapshot of it. */

/** A node as a generation had it, and where what it was then can be read (cg_store_unit). */
typedef struct cg_past_node {
    cg_id id;
    bool manual;
    uint32_t file; /* CG_NONE: an external or a manual node; then nothing below */
    uint32_t def;
    cg_str path; /* lives as long as the project */
    cg_blob_id blob;
    cg_lang_id lang;
    uint16_t extractor_version;
} cg_past_node;
/** CG_E_NOT_FOUND (err untouched): it was not there. */
CG_MUST_USE cg_code cg_snapshot_node_at(const cg_snapshot *snap, uint64_t generation,
                                        cg_node_ref ref, cg_past_node *out_node, cg_err *err);
/** What the manual node with this id said at a generation; texts in the arena. CG_E_NOT_FOUND (err
 *  untouched). */
CG_MUST_USE cg_code cg_snapshot_manual_at(const cg_snapshot *snap, uint64_t generation, cg_id id,
                                          cg_arena *arena, cg_manual_node *out_node, cg_err *err);
/** The number under which the node with this id was there. CG_E_NOT_FOUND (err untouched). */
CG_MUST_USE cg_code cg_snapshot_ref_at(const cg_snapshot *snap, uint64_t generation, cg_id id,
                                       cg_node_ref *out_ref, cg_err *err);

/** Walks the visible nodes of one kind by ascending number; the file of externals and manual nodes is
 *  CG_NONE. */
typedef struct cg_node_scan cg_node_scan;
cg_node_scan *cg_node_scan_open(const cg_snapshot *snap, cg_node_kind kind, cg_node_ref after);
bool cg_node_scan_next(cg_node_scan *scan, cg_node_ref *out_ref, uint32_t *out_file);
cg_node_place cg_node_scan_place(const cg_node_scan *scan); /* of the last; its def is not known */
CG_MUST_USE cg_code cg_node_scan_close(cg_node_scan *scan, cg_err *err); /* and frees */

/** Walks names that start with `prefix` (lower case), in byte order, as (lower-cased name, node),
 *  beginning after the position `after` (a key that cg_name_scan_key gave; empty: the start).
 *  Nodes may be gone at the snapshot: check with cg_snapshot_node_by_ref. */
typedef struct cg_name_scan cg_name_scan;
cg_name_scan *cg_name_scan_open(const cg_snapshot *snap, cg_str prefix, cg_str after);
bool cg_name_scan_next(cg_name_scan *scan, cg_str *out_name, cg_node_ref *out_ref);
cg_str cg_name_scan_key(const cg_name_scan *scan);
CG_MUST_USE cg_code cg_name_scan_close(cg_name_scan *scan, cg_err *err); /* and frees */
/** Names are indexed lower-cased (ASCII) and cut to this many bytes. */
#define CG_NAME_INDEX_MAX 200
cg_str cg_name_fold(cg_str name, char out[CG_NAME_INDEX_MAX]);

/* ---- edges ---- */

typedef struct cg_edge_row {
    cg_node_ref source, target;
    cg_edge_kind kind;
    cg_link_rule rule;
    uint8_t confidence; /* percent */
    bool manual;        /* stated by a client, and not found by parsing */
} cg_edge_row;
/** Walks the visible edges of a node, outwards or inwards: those that parsing found by kind then other
 *  end, then the manual ones by kind, for which see below; `kind` 0: all; begins after (after_kind,
 *  after_node) when after_kind is not 0, to which CG_EDGE_AFTER_MANUAL is added behind a manual one. */
typedef struct cg_edge_scan cg_edge_scan;
#define CG_EDGE_AFTER_MANUAL 0x80u
cg_edge_scan *cg_edge_scan_open(const cg_snapshot *snap, cg_node_ref node, bool inwards,
                                cg_edge_kind kind, unsigned after_kind, cg_node_ref after_node);
/** All visible edges: those that parsing found by source, kind and target, then the manual ones by id of
 *  the source; begins after `after` unless that is NULL. */
cg_edge_scan *cg_edge_scan_open_all(const cg_snapshot *snap, const cg_edge_row *after);
bool cg_edge_scan_next(cg_edge_scan *scan, cg_edge_row *out_row);
CG_MUST_USE cg_code cg_edge_scan_close(cg_edge_scan *scan, cg_err *err); /* and frees */
/** The visible edge with this id (cg_edge_id). Looks through the edges of its kind that leave its
 *  source. CG_E_NOT_FOUND leaves err alone. */
CG_MUST_USE cg_code cg_snapshot_edge_by_id(const cg_snapshot *snap, cg_id id, cg_edge_row *out_row,
                                           cg_err *err);
/** Fills in what else an edge was at a generation, between nodes that were there: as parsing found it, else
 *  as it was stated, for which the ids of its ends are asked. CG_E_NOT_FOUND (err untouched): it was not
 *  there. */
CG_MUST_USE cg_code cg_snapshot_edge_at(const cg_snapshot *snap, uint64_t generation, cg_id source,
                                        cg_id target, cg_edge_row *edge, cg_err *err);
/** The reference ordinals of one edge, ascending, in the arena. CG_E_NOT_FOUND. */
CG_MUST_USE cg_code cg_snapshot_edge_ordinals(const cg_snapshot *snap, const cg_edge_row *edge,
                                              cg_arena *arena, uint32_t **out_ordinals,
                                              size_t *out_count, cg_err *err);

/* ---- the overlay: what clients state beside what parsing found ----
 *
 * Manual nodes, manual edges between any two nodes, and metadata (JSON) on any node or edge. Edges and
 * metadata belong to ids: they stay while what they are about is missing, and are shown when it is
 * back. An edge that parsing finds too is shown as parsing found it. */

typedef enum cg_owner { CG_OWNER_NODE = 'n', CG_OWNER_EDGE = 'e' } cg_owner;

/** What the manual node with this id says; texts in the arena. CG_E_NOT_FOUND leaves err alone. */
CG_MUST_USE cg_code cg_snapshot_manual_node(const cg_snapshot *snap, cg_id id, cg_arena *arena,
                                            cg_manual_node *out_node, cg_err *err);
/** The metadata kept for an id, whether or not what it names is there; empty: none. In the arena. */
CG_MUST_USE cg_code cg_snapshot_metadata(const cg_snapshot *snap, cg_owner owner, cg_id id,
                                         cg_arena *arena, cg_str *out_json, cg_err *err);
/** The generation that last wrote it; 0: none did. */
CG_MUST_USE cg_code cg_snapshot_metadata_generation(const cg_snapshot *snap, cg_owner owner,
                                                    cg_id id, uint64_t *out_generation,
                                                    cg_err *err);

/** A row of the overlay, whatever it says: what merging compares and takes over. */
typedef enum cg_overlay_what {
    CG_OVERLAY_NODE = 1, /* cg_manual_encode */
    CG_OVERLAY_EDGE,     /* not empty: it is stated */
    CG_OVERLAY_NODE_METADATA,
    CG_OVERLAY_EDGE_METADATA, /* JSON */
} cg_overlay_what;
typedef struct cg_overlay_key {
    cg_overlay_what what;
    cg_edge_kind kind; /* of an edge */
    cg_id id;          /* the node, the source of an edge, what metadata is about */
    cg_id target;      /* of an edge */
} cg_overlay_key;
int cg_overlay_key_cmp(const cg_overlay_key *a, const cg_overlay_key *b);
/** Reads rows of one project, at a seek each, as snapshots see them that were there when it was opened. One thread;
 *  pins blocks of the store, so not for long. */
typedef struct cg_overlay_reader cg_overlay_reader;
cg_overlay_reader *cg_overlay_reader_open(cg_project *project);
/** A row, in the arena; empty: none. */
CG_MUST_USE cg_code cg_overlay_reader_get(cg_overlay_reader *reader, const cg_snapshot *snap,
                                          const cg_overlay_key *of, cg_arena *arena,
                                          cg_str *out_value, cg_err *err);
/** The rows in which two generations may differ, in order, in the arena: those that generations which one of them
 *  alone was built on have written. CG_E_LIMIT beyond `limit` rows, counted each time they were written. */
CG_MUST_USE cg_code cg_overlay_diff(cg_overlay_reader *reader, const cg_snapshot *a,
                                    const cg_snapshot *b, size_t limit, cg_arena *arena,
                                    cg_overlay_key **out_keys, size_t *out_count, cg_err *err);
void cg_overlay_reader_close(cg_overlay_reader *reader); /* NULL allowed */

/* ---- what linking has read ---- */

/** `keys` ascend and are valid until it returns; never none. */
typedef void cg_deps_fn(void *arg, uint32_t file, const uint64_t *keys, size_t count);
/** Gives what cg_commit_put_deps kept of every file, by file number; files without are left out. Reads
 *  disk; holds the keys of one file at a time. CG_E_CORRUPT: some were given, the rest is unknown. */
CG_MUST_USE cg_code cg_snapshot_scan_deps(const cg_snapshot *snap, cg_deps_fn *take, void *arg,
                                          cg_err *err);
/** The same of those files alone that have one of `keys`, ascending: costs a look for each key and each file that
 *  ever had it, not one for each file of the project. */
CG_MUST_USE cg_code cg_snapshot_find_readers(const cg_snapshot *snap, const uint64_t *keys,
                                             size_t count, cg_deps_fn *take, void *arg,
                                             cg_err *err);

/* ---- versions and what they changed ---- */

/** What is known of one generation. */
typedef struct cg_version {
    uint64_t generation, base; /* base: the one that it was built on; 0: none */
    uint64_t time_ms;          /* wall clock of its commit */
    cg_hash128 digest, overlay_digest;
    uint64_t parsed_generation;
    cg_project_counts counts;
    bool listed;      /* its changes are kept as a list; else they are told from the rows */
    uint64_t changes; /* how many the list has */
    /* A generation that was given a message is a version, and has an id. */
    bool named;
    cg_id id;
    uint64_t parent;        /* the newest version that it was built on; 0: none */
    const uint64_t *merged; /* generations whose changes it took over; further parents */
    size_t merged_count;
    cg_str author, message;
    cg_str git; /* the commit that it was imported from, hexadecimal; empty: none */
    uint64_t
        git_time_ms; /* when that was made, by its committer's clock; 0: before 1970, or none */
} cg_version;
/** A generation's record; texts in the arena. CG_E_NOT_FOUND (err untouched). */
CG_MUST_USE cg_code cg_project_version(cg_project *project, uint64_t generation, cg_arena *arena,
                                       cg_version *out_version, cg_err *err);
/** The version with this id. CG_E_NOT_FOUND (err untouched). */
CG_MUST_USE cg_code cg_project_version_by_id(cg_project *project, cg_id id,
                                             uint64_t *out_generation, cg_err *err);
/** The same when it was asked for lately, from memory. False: ask the function above. */
bool cg_project_asked_version(cg_project *project, cg_id id, uint64_t *out_generation);
/** Whether a generation was acknowledged and not collected. From memory. */
bool cg_project_has_generation(cg_project *project, uint64_t generation);
/** The version that lies `steps` (above 0) first parents before a generation that was acknowledged; 0: there are not
 *  as many. From memory, at the cost of a search in each line that the steps lead through. */
uint64_t cg_project_version_before(cg_project *project, uint64_t generation, uint64_t steps);
/** The versions whose ids begin with `prefix`, lower-case hexadecimal digits without '-', as generations in
 *  the arena; at most `limit`. */
CG_MUST_USE cg_code cg_project_find_versions(cg_project *project, cg_str prefix, size_t limit,
                                             cg_arena *arena, uint64_t **out_generations,
                                             size_t *out_count, cg_err *err);
/** The generations imported from Git commits whose ids begin with `prefix`, lower-case hexadecimal digits: of
 *  each commit the newest one, in the arena, at most `limit`. It may have been collected. */
CG_MUST_USE cg_code cg_project_find_git(cg_project *project, cg_str prefix, size_t limit,
                                        cg_arena *arena, uint64_t **out_generations,
                                        size_t *out_count, cg_err *err);
/** The newest generation that `snap` sees and whose commit was not after `time_ms`; 0: none. */
CG_MUST_USE cg_code cg_snapshot_generation_at_time(const cg_snapshot *snap, uint64_t time_ms,
                                                   uint64_t *out_generation, cg_err *err);
/** The newest generation that both were built on, over what was merged too; 0: none. Both must have been
 *  acknowledged. */
uint64_t cg_project_merge_base(cg_project *project, uint64_t a, uint64_t b);

/* ---- branches and tags: names for generations ---- */

#define CG_BRANCH_MAIN "main" /* always there */
#define CG_REF_NAME_MAX 200
/** Branches of this prefix have no name that clients could give: the caller's own (cg_branch_fork). What is done to
 *  one does not wait for the disk, commits included: a power cut may take back the last of them, never one without those that
 *  came after it, of whatever branch. Its first commit always begins a line, so that the branch it is from goes on with
 *  its own. */
#define CG_BRANCH_UNNAMED ":"
/** As Git has it: no empty segment, none that begins with '.' or ends with ".lock", no "..", "@{", control
 *  byte, space, '~', '^', ':', '?', '*', '[', '\', valid UTF-8. CG_E_INVALID says what is wrong. */
CG_MUST_USE cg_code cg_ref_name_check(cg_str name, cg_err *err);

typedef struct cg_branch {
    cg_str name;
    uint64_t generation; /* its head */
    uint64_t created_ms, moved_ms;
    uint64_t start;    /* the generation that it was made at */
    bool is_protected; /* takes merges alone; is neither moved back nor deleted */
} cg_branch;
/** Texts in the arena. CG_E_NOT_FOUND (err says which). */
CG_MUST_USE cg_code cg_project_branch(cg_project *project, cg_str name, cg_arena *arena,
                                      cg_branch *out_branch, cg_err *err);
/** The head of a branch, without any other work. False: there is none. */
bool cg_project_branch_generation(cg_project *project, cg_str name, uint64_t *out_generation);
/** Whether a branch that has a name is at this generation. From memory. */
bool cg_project_is_head(cg_project *project, uint64_t generation);
/** By name. */
size_t cg_project_branches(cg_project *project, cg_arena *arena, cg_branch **out_branches);
/** Durable when it returns, as the next two. Errors: CG_E_CONFLICT (the name is taken), CG_E_LIMIT (there are
 *  `limit` already), those of writing. */
CG_MUST_USE cg_code cg_branch_create(cg_project *project, cg_str name, uint64_t generation,
                                     size_t limit, cg_err *err);
/** Makes an unnamed branch (asserted) of a name that nobody else makes, in one write with what `with` has already,
 *  which must not be bound to an epoch. Does not wait for the writer, unless an earlier failure must be mended,
 *  nor for the disk. Errors: CG_E_NOT_FOUND (no such generation), those of writing. */
CG_MUST_USE cg_code cg_branch_fork(cg_project *project, cg_str name, uint64_t generation,
                                   cg_kv_batch *with, cg_err *err);
typedef struct cg_branch_change {
    bool move, set_protected;
    uint64_t generation; /* where to */
    bool forward_only;   /* CG_E_CONFLICT unless it was built on what the branch has now */
    bool is_protected;
    uint64_t expected; /* CG_E_PRECONDITION when the branch is elsewhere; 0: anywhere */
} cg_branch_change;
/** Errors: CG_E_NOT_FOUND, CG_E_CONFLICT (protected, not forward), CG_E_PRECONDITION, of writing. */
CG_MUST_USE cg_code cg_branch_update(cg_project *project, cg_str name,
                                     const cg_branch_change *change, cg_err *err);
/** What only it had stays until it is collected. Errors: as above; CG_E_CONFLICT for main. */
CG_MUST_USE cg_code cg_branch_delete(cg_project *project, cg_str name, uint64_t expected,
                                     cg_err *err);

typedef struct cg_tag {
    cg_str name;
    uint64_t generation;
    uint64_t time_ms;
    cg_str author, message;
} cg_tag;
/** Errors: CG_E_NOT_FOUND (err says which). */
CG_MUST_USE cg_code cg_project_tag(cg_project *project, cg_str name, cg_arena *arena,
                                   cg_tag *out_tag, cg_err *err);
/** By name, beginning behind `after`. */
CG_MUST_USE cg_code cg_project_tags(cg_project *project, cg_str after, size_t limit,
                                    cg_arena *arena, cg_tag **out_tags, size_t *out_count,
                                    cg_err *err);
/** Durable when they return. Errors: CG_E_CONFLICT (taken); CG_E_NOT_FOUND; those of writing. */
CG_MUST_USE cg_code cg_tag_create(cg_project *project, const cg_tag *tag, cg_err *err);
CG_MUST_USE cg_code cg_tag_delete(cg_project *project, cg_str name, cg_err *err);

/* ---- what generations changed ---- */

typedef enum cg_change_what {
    CG_CHANGE_FILE = 1, /* its content, or whether it is there */
    CG_CHANGE_NODE,
    CG_CHANGE_EDGE,
    CG_CHANGE_VERSION, /* all changes of the generation were given */
    /* Of the overlay, whose nodes are CG_CHANGE_NODE; none while an end is missing. In lists alone. */
    /* Stated, taken back, or shown from or up to now because an end came or went. The last is
     * also noted where parsing finds the edge: the edges of the generation tell. */
    CG_CHANGE_MANUAL_EDGE,
    CG_CHANGE_NODE_METADATA,
    CG_CHANGE_EDGE_METADATA,
} cg_change_what;
typedef enum cg_change_op {
    CG_CHANGE_ADDED = 1,
    CG_CHANGE_CHANGED,
    CG_CHANGE_REMOVED
} cg_change_op;

/** One thing that a generation changed. */
typedef struct cg_change {
    uint64_t generation;
    cg_change_what what;
    cg_change_op op;
    uint32_t file;            /* of a file */
    cg_node_ref node, target; /* the node; of an edge, or its metadata: source and target */
    cg_edge_kind kind;        /* of an edge */
} cg_change;

/** Where a walk over changes is: behind one of them. Means nothing but to a scan of the same project;
 *  it stays good for as long as the changes of its generation are kept. */
typedef struct cg_change_pos {
    uint64_t generation;
    uint64_t at[2]; /* both 0: before its first change; CG_CHANGE_END: behind its last */
} cg_change_pos;
#define CG_CHANGE_END UINT64_MAX
/** As text without spaces: "12" is behind generation 12, "12.5" inside it. */
void cg_change_pos_put(const cg_change_pos *pos, cg_buf *out);
bool cg_change_pos_parse(cg_str text, cg_change_pos *out_pos);

typedef enum cg_change_depth {
    CG_CHANGES_ALL,
    CG_CHANGES_LISTED, /* versions without a list come alone */
    CG_CHANGES_NONE,   /* all versions come alone */
} cg_change_depth;

/** Walks what the generations that `snap` sees changed, from `after` on up to `last` or its own; behind the
 *  changes of each comes a CG_CHANGE_VERSION. A first load and commits that replace most of a
 *  project keep no list: their changes come from a scan over all rows, in another order.
 *  Holds an iterator: for a request, not for ever. */
typedef struct cg_change_scan cg_change_scan;
cg_change_scan *cg_change_scan_open(const cg_snapshot *snap, cg_change_pos after, uint64_t last,
                                    cg_change_depth depth);
/** False at the end and after an error. */
bool cg_change_scan_next(cg_change_scan *scan, cg_change *out_change);
/** The version of the change given last; its message is valid until the next call. */
const cg_version *cg_change_scan_version(const cg_change_scan *scan);
/** The position behind the change given last, or where the scan began. */
cg_change_pos cg_change_scan_pos(const cg_change_scan *scan);
/** And frees. CG_E_NOT_FOUND: the list of a generation is no longer kept. CG_E_CORRUPT. */
CG_MUST_USE cg_code cg_change_scan_close(cg_change_scan *scan, cg_err *err);
/** The first generation whose changes are kept; lists before it were dropped by later commits. */
uint64_t cg_project_changes_from(cg_project *project);

/* ---- what differs between two generations ---- */

typedef enum cg_diff_side { CG_DIFF_BEFORE, CG_DIFF_AFTER } cg_diff_side;

/** One file, node or edge that is not the same at both generations. */
typedef struct cg_diff_row {
    cg_change_what what; /* CG_CHANGE_FILE, NODE or EDGE; a stated edge is one like all others */
    cg_change_op op;     /* CHANGED: it is there on both sides */
    uint32_t file;       /* of a file */
    cg_node_ref node, target; /* the node; of an edge, source and target */
    cg_edge_kind kind;        /* of an edge */
    bool facts, metadata;     /* of what changed: which of them differs, or both */
} cg_diff_row;

/** What leads from one generation to another, of whatever branches: files, then nodes, then edges. Told from
 *  the lists of what the generations between them changed; where one is not kept, or they name more
 *  than `keys_max` things (0: a million), by one walk over all rows of the project. One thread; holds 16 bytes for each
 *  thing named. A definition that becomes one of another kind goes and comes. */
typedef struct cg_diff cg_diff;
/** Either may be 0: nothing. Errors: CG_E_NOT_FOUND (err says which generation), those of reading. */
CG_MUST_USE cg_code cg_diff_open(cg_project *project, uint64_t before, uint64_t after,
                                 size_t keys_max, cg_diff **out_diff, cg_err *err);
/** False at the end and after an error, which cg_diff_status tells. */
bool cg_diff_next(cg_diff *diff, cg_diff_row *out_row);
CG_MUST_USE cg_code cg_diff_status(const cg_diff *diff, cg_err *err);
/** Lets go of what it holds of the store until the next row is asked for: for slow readers. */
void cg_diff_pause(cg_diff *diff);
void cg_diff_rewind(cg_diff *diff);          /* to the first row */
bool cg_diff_is_listed(const cg_diff *diff); /* told from lists */
void cg_diff_close(cg_diff *diff);           /* NULL allowed */
CG_DEFINE_AUTO(cg_diff, cg_diff_close)
/** What a side has: as the cg_snapshot_*_at functions. CG_E_NOT_FOUND (err untouched). */
CG_MUST_USE cg_code cg_diff_node(const cg_diff *diff, cg_diff_side side, cg_node_ref ref,
                                 cg_past_node *out_node, cg_err *err);
CG_MUST_USE cg_code cg_diff_manual(const cg_diff *diff, cg_diff_side side, cg_id id,
                                   cg_arena *arena, cg_manual_node *out_node, cg_err *err);
/** `edge`: source, target and kind are given. */
CG_MUST_USE cg_code cg_diff_edge(const cg_diff *diff, cg_diff_side side, cg_edge_row *edge,
                                 cg_err *err);
CG_MUST_USE cg_code cg_diff_file(const cg_diff *diff, cg_diff_side side, uint32_t file,
                                 cg_file *out_file, cg_err *err);

/* ---- when a node or an edge changed ---- */

/** What one generation did to it. */
typedef struct cg_past_change {
    uint64_t generation;
    cg_change_op op;
    bool facts, metadata; /* of what changed: which of them, or both */
} cg_past_change;
/** What the generations that `snap` sees did to the node with this id, whether or not it is there: newest first,
 *  those below `before` (0: all), at most `limit`, in the arena. A file changes with its content. Reads all rows
 *  of the node. CG_E_NOT_FOUND (err untouched): it never was there. */
CG_MUST_USE cg_code cg_snapshot_node_changes(const cg_snapshot *snap, cg_id id, uint64_t before,
                                             size_t limit, cg_arena *arena,
                                             cg_past_change **out_rows, size_t *out_count,
                                             cg_err *err);
typedef struct cg_edge_ends {
    cg_id source, target;
    cg_edge_kind kind;
} cg_edge_ends;
/** The same for the edge with this id; a manual one is there while both its ends are. Reads all rows of the edges
 *  of its kind that leave its source. */
CG_MUST_USE cg_code cg_snapshot_edge_changes(const cg_snapshot *snap, cg_id id, uint64_t before,
                                             size_t limit, cg_arena *arena, cg_edge_ends *out_ends,
                                             cg_past_change **out_rows, size_t *out_count,
                                             cg_err *err);
/** The first named version from `first` to `last` that `snap` sees; texts in the arena. CG_E_NOT_FOUND (err
 *  untouched). */
CG_MUST_USE cg_code cg_snapshot_first_version(const cg_snapshot *snap, uint64_t first,
                                              uint64_t last, cg_arena *arena,
                                              cg_version *out_version, cg_err *err);

/* ---- text postings: rows belong to graph's commit, their meaning to search ---- */

/** One term's stored postings: operands concatenated, each varint(unit_no) varint(length) payload;
 *  for path terms a varint file number each. CG_E_NOT_FOUND: no such term. */
CG_MUST_USE cg_code cg_snapshot_postings(const cg_snapshot *snap, cg_str term, cg_kv_pin **out_pin,
                                         cg_str *out_postings, cg_err *err);
CG_MUST_USE cg_code cg_snapshot_path_postings(const cg_snapshot *snap, cg_str term,
                                              cg_kv_pin **out_pin, cg_str *out_postings,
                                              cg_err *err);
/** The same for all terms that begin with the byte `first`, by one walk. Texts live as long as
 *  the call. */
typedef cg_code (*cg_postings_visit)(void *arg, cg_str term, cg_str postings, cg_err *err);
CG_MUST_USE cg_code cg_snapshot_scan_postings(const cg_snapshot *snap, char first,
                                              cg_postings_visit visit, void *arg, cg_err *err);
#define CG_TERM_MAX 64 /* longer terms are cut */

/* ---- commit: the one write path ---- */

typedef struct cg_posting {
    cg_str term;
    cg_str payload;
} cg_posting;

/** Models whose vectors one commit can take: the one that answers, and the one that is to follow it. */
#define CG_FACTS_MODELS_MAX 2
/** All that a commit needs of one file; everything borrowed until the call returns. */
typedef struct cg_file_facts {
    cg_str path;
    cg_blob_id blob;
    uint64_t bytes;
    uint8_t skip;            /* not 0: skipped, and nothing below is read */
    const cg_unit *unit;     /* decoded, with references */
    const cg_id *ids;        /* of each definition: cg_node_id(project, symbol) */
    const uint64_t *content; /* of each definition: cg_def_content_hash */
    cg_str unit_bytes;       /* cg_store_pack_unit; empty: the store has it */
    cg_str source_bytes;     /* cg_store_pack_source; empty: not kept or the store has it */
    struct {
        uint64_t model;
        cg_str bytes; /* cg_store_pack_vectors; empty: none were made, or the store has them */
    } vectors[CG_FACTS_MODELS_MAX];
    const cg_posting *postings;
    size_t postings_count;
    const cg_str *path_terms;
    size_t path_terms_count;
} cg_file_facts;

/** What of a definition makes its node row: everything but positions and, for files, namespaces and types, the
 *  body (their members are nodes of their own). */
uint64_t cg_def_content_hash(const cg_unit *unit, uint32_t def);

/** One thread. The order of a commit: all files put and deleted, then the edges and dependencies of
 *  each file put, and of others whose edges change because what they refer to did; then finish.
 *  Edges that stay inside their file may also come right behind it. After an error only
 *  cg_commit_abort is left. */
typedef struct cg_commit cg_commit;
typedef struct cg_commit_result {
    uint64_t generation; /* the head's when nothing changed */
    bool changed;
    cg_id version; /* its id, when the generation was given a message; else null */
    uint64_t nodes_added, nodes_changed, nodes_removed;
    uint64_t edges_added, edges_changed, edges_removed;
    uint64_t files_added, files_changed, files_removed; /* put and deleted, not linked anew */
    uint64_t parsed_generation; /* cg_snapshot_parsed_generation of the state that it leaves */
} cg_commit_result;
#define CG_MERGED_MAX 64
typedef struct cg_commit_options {
    cg_pool *
        pool; /* helps to sort and write large commits; NULL: none. Its threads must not wait for the
                             caller */
    uint64_t deadline_ns; /* for becoming the project's writer; 0: none */
    bool dry_run;         /* count what would change, write nothing */
    cg_str branch;        /* empty: main */
    bool detached;     /* it moves no branch, and is built on `onto`; `branch` is not looked at */
    uint64_t onto;     /* a generation that is there; 0: nothing */
    bool merge;        /* protected branches take it */
    bool always;       /* makes a generation even when nothing changes */
    uint64_t expected; /* CG_E_CONFLICT when the branch's head is another generation; 0: any */
    /* Of the version, when it is given a message; borrowed until the commit ends. */
    cg_str author, git;
    uint64_t git_time_ms;
    const uint64_t *merged; /* as of cg_version; at most CG_MERGED_MAX */
    size_t merged_count;
} cg_commit_options;
/** Waits for the project's writer. Then, unless for a dry run, mends what an earlier failed write left:
 *  resumes the store (cg_kv_resume: the caller must hold no iterator or pin), sweeps, and finds out
 *  where the heads are. Errors: CG_E_DEADLINE; CG_E_NOT_FOUND (no such branch or generation), CG_E_CONFLICT; CG_E_STORAGE_FULL (still), CG_E_BUSY (readers were in
 *  the way: try again) and others of that. */
CG_MUST_USE cg_code cg_commit_begin(cg_project *project, const cg_commit_options *opts,
                                    cg_commit **out_commit, cg_err *err);
/** The state that the commit builds on: the newest one, which readers may not see yet. Borrowed. */
cg_snapshot *cg_commit_base(const cg_commit *commit);
/** What the next commit to another branch would build on, to be released. CG_E_NOT_FOUND. */
CG_MUST_USE cg_code cg_commit_other_tip(cg_commit *commit, cg_str branch, cg_snapshot **out_snap,
                                        cg_err *err);
/** What is to be true together with the commit: written with what moves the head, so all of it is there or nothing. */
typedef struct cg_commit_also {
    cg_str drop_branch; /* a branch that is deleted; empty: none */
    cg_str row, value;  /* a row of the caller's in the family of metadata: the value, then the
                             generation as u64, big-endian; `row` empty: none */
} cg_commit_also;
/** As often as there is something; texts are copied. */
void cg_commit_add_also(cg_commit *commit, const cg_commit_also *also);
/** A file as the commit leaves it, as far as it got; NULL: no such number. Until the next put. */
const cg_file *cg_commit_file(const cg_commit *commit, uint32_t num);
/** What it has changed so far; its generation is not told. Borrowed. */
const cg_commit_result *cg_commit_so_far(const cg_commit *commit);
/** How many times rows, those of units among them, were written before the end. */
unsigned cg_commit_parts(const cg_commit *commit);
/** Adds or replaces a file with its nodes; unchanged rows are not written again. Each path once per
 *  commit, and none once an edge led to another file (asserted). Unless it is skipped, or the base
 *  has it as it is, cg_commit_put_edges must follow, even without edges. `*out_file`: its number. */
CG_MUST_USE cg_code cg_commit_put_file(cg_commit *commit, const cg_file_facts *facts,
                                       uint32_t *out_file, cg_err *err);
/** Removes a file with its nodes, the edges that leave them and its dependencies; a path that is not
 *  there is no error. As with nodes that a new content lacks, edges of other files into it are the
 *  caller's: it must put the edges of these files too, or cg_project_verify finds them. */
CG_MUST_USE cg_code cg_commit_delete_file(cg_commit *commit, cg_str path, cg_err *err);
/** The edges that leave the definitions of one file, one for each two ends and kind, in any order. */
typedef struct cg_file_edges {
    const cg_link_edge *edges;
    size_t count;
    const uint32_t *ordinals;
    const cg_external *externals; /* distinct; what edges to CG_LINK_EXTERNAL lead to */
    size_t externals_count;
} cg_file_edges;
/** All edges of `file`; only what differs from the stored ones is written. At most once per file and
 *  commit; for a skipped file without edges it does nothing. Files, definitions and order are asserted:
 *  targets must be in files that are there and parsed. Externals become nodes with the first edge that
 *  leads to them and go with the last. Everything is borrowed until the call returns.
 *  Errors: CG_E_CORRUPT, those of writing. */
CG_MUST_USE cg_code cg_commit_put_edges(cg_commit *commit, uint32_t file,
                                        const cg_file_edges *edges, cg_err *err);
/** What linking `file` has read, as `count` ascending distinct keys below 2^40 (asserted) that mean
 *  something to the caller; in place of what was kept before, and kept until it is replaced or the
 *  file goes. At most once per file and commit; not part of the digest, but a change makes a
 *  generation. */
CG_MUST_USE cg_code cg_commit_put_deps(cg_commit *commit, uint32_t file, const uint64_t *keys,
                                       size_t count, cg_err *err);
/* The overlay in a commit. Each call changes all that it says or, on any error but those of the store,
 * nothing; so a caller may go on after CG_E_NOT_FOUND. The find functions see what the commit has
 * changed so far. Texts and JSON are the caller's to check and limit. */

/** A node as the commit leaves it. */
typedef struct cg_commit_node {
    cg_node_kind kind;
    bool manual;
    uint64_t generation; /* that last changed it or its metadata; the commit's own if it did */
} cg_commit_node;
/** CG_E_NOT_FOUND leaves err alone; so below. */
CG_MUST_USE cg_code cg_commit_find_node(cg_commit *commit, cg_id id, cg_commit_node *out_node,
                                        cg_err *err);
CG_MUST_USE cg_code cg_commit_manual_node(cg_commit *commit, cg_id id, cg_arena *arena,
                                          cg_manual_node *out_node, cg_err *err);
/** Empty: none. */
CG_MUST_USE cg_code cg_commit_metadata(cg_commit *commit, cg_owner owner, cg_id id, cg_arena *arena,
                                       cg_str *out_json, cg_err *err);
/** An edge as the commit leaves it, shown or not. */
typedef struct cg_commit_edge {
    cg_id source, target;
    cg_edge_kind kind;
    bool parsed, manual; /* who says so */
    uint64_t generation; /* that last changed it or its metadata */
} cg_commit_edge;
CG_MUST_USE cg_code cg_commit_find_edge(cg_commit *commit, cg_id id, cg_commit_edge *out_edge,
                                        cg_err *err);
/** Adds a manual node, or changes what it says. Its id is that of its symbol, which no parsed node may
 *  have (asserted to be for manual nodes). */
CG_MUST_USE cg_code cg_commit_put_manual_node(cg_commit *commit, const cg_manual_node *node,
                                              cg_err *err);
/** Removes a manual node with its metadata and all manual edges at it, which have theirs removed too.
 *  Errors: CG_E_LIMIT (more edges than CG_CASCADE_MAX). */
#define CG_CASCADE_MAX 100000
CG_MUST_USE cg_code cg_commit_delete_manual_node(cg_commit *commit, cg_id id, uint64_t *out_edges,
                                                 cg_err *err);
/** States an edge; stating it again changes nothing. */
CG_MUST_USE cg_code cg_commit_put_manual_edge(cg_commit *commit, cg_id source, cg_edge_kind kind,
                                              cg_id target, cg_err *err);
/** Takes it back, with its metadata unless parsing found it too. */
CG_MUST_USE cg_code cg_commit_delete_manual_edge(cg_commit *commit, const cg_commit_edge *edge,
                                                 cg_err *err);
/** Replaces the metadata; empty: removes it. */
CG_MUST_USE cg_code cg_commit_put_metadata(cg_commit *commit, cg_owner owner, cg_id id, cg_str json,
                                           cg_err *err);

/** Makes a row what it is in another generation, and nothing else; empty: there is none. */
CG_MUST_USE cg_code cg_commit_put_overlay(cg_commit *commit, const cg_overlay_key *of, cg_str value,
                                          cg_err *err);

/** Writes it, as a version when it is given a message; nobody sees it yet. cg_commit_publish must follow;
 *  after an error the commit has ended. */
CG_MUST_USE cg_code cg_commit_write(cg_commit *commit, cg_str message, cg_commit_result *out_result,
                                    cg_err *err);
/** Lets the project's next commit begin, waits until the disk has this one and all before it (unless it is one to an
 *  unnamed branch), and shows it to readers. Commits that wait at the same time share one flush. Ends the commit in every
 *  case. Errors: CG_E_IO, CG_E_UNAVAILABLE, CG_E_STORAGE_FULL: the next commit finds out whether it
 *  was kept. */
CG_MUST_USE cg_code cg_commit_publish(cg_commit *commit, cg_err *err);
/** Writes and publishes it. Ends the commit in every case. */
CG_MUST_USE cg_code cg_commit_finish(cg_commit *commit, cg_str message,
                                     cg_commit_result *out_result, cg_err *err);
void cg_commit_abort(cg_commit *commit); /* ends the commit; NULL allowed */

/* ---- collecting what nobody needs any more ----
 *
 * A generation is *reachable* that a branch, a tag, a transaction, a waiting merge or a reader leads to, or that one
 * of these was built on or has merged. The others are collected, and by rules also such that are
 * reachable: they can no longer be read (CG_E_COLLECTED), and rows, units and sources that no generation
 * which can be read sees are deleted. Records of reachable generations stay, so logs are whole. */

/** What of the reachable is kept. Without any: all. Always kept are heads of branches, tags, what the caller or a
 *  reader refers to, where branches fork, what was merged of a line that is still there, and what is young. */
typedef struct cg_gc_rules {
    uint32_t versions;    /* of each branch the newest so many; 0: no such rule; so below */
    uint32_t generations; /* of each branch the newest so many, named or not */
    uint32_t days; /* of each of the last so many days (UTC) and each branch the newest version */
    uint64_t young_ms; /* whatever is younger, or was the head so long ago, reachable or not */
} cg_gc_rules;

typedef enum cg_gc_kind {
    CG_GC_NODES,
    CG_GC_RELATIONSHIPS, /* from both ends */
    CG_GC_FILES,         /* and what linking them has read */
    CG_GC_OVERLAY,       /* and its log */
    CG_GC_INDEXES,       /* ids, names */
    CG_GC_POSTINGS,      /* terms of which some went; bytes of those */
    CG_GC_UNITS,
    CG_GC_SOURCES,
    CG_GC_VECTORS,
    CG_GC_CHANGES, /* parts of lists */
    CG_GC_RECORDS,
    CG_GC_KINDS
} cg_gc_kind;
const char *cg_gc_kind_text(unsigned kind); /* empty: there is none */

typedef struct cg_gc_result {
    uint64_t generations, versions; /* that could be read before; named ones among them */
    uint64_t generations_collected, versions_collected;
    struct {
        uint64_t rows, bytes; /* that went, keys included, before compression of the store */
    } of[CG_GC_KINDS];
    bool
        units_postponed; /* files were being written all the time: units are left to the next time */
    unsigned phase, phases; /* how far it is */
    uint64_t rows_seen;
} cg_gc_result;

typedef struct cg_gc_options {
    cg_gc_rules rules;
    bool dry_run; /* count what would go */
    /** Further generations that must stay, in the arena; called while nobody can write. NULL: none. */
    cg_code (*referenced)(void *arg, cg_arena *arena, const uint64_t **out_generations,
                          size_t *out_count, cg_err *err);
    /** Called between two steps, without a lock. False: CG_E_CANCELED. NULL: go on. */
    bool (*go_on)(void *arg, const cg_gc_result *so_far);
    void *arg;
} cg_gc_options;
/** Collects. Reads go on as ever; the project's writer is taken for many short moments. What one that failed, was
 *  canceled or killed has left is done by the next. Space is given back as the store is compacted. One thread,
 *  which holds no iterator or pin. Errors: CG_E_CONFLICT (the project is being collected), CG_E_CANCELED,
 *  those of reading and writing. */
CG_MUST_USE cg_code cg_project_collect(cg_project *project, const cg_gc_options *opts,
                                       cg_gc_result *out_result, cg_err *err);
/** Whether a generation was there and was collected. */
bool cg_project_is_collected(cg_project *project, uint64_t generation);
/** The first generation from `generation` on, which `snap` sees, that can still be read and that `snap` sees: rows of the
 *  one that are left are what the other has. */
uint64_t cg_snapshot_kept_from(const cg_snapshot *snap, uint64_t generation);

/** Between these two, whoever asked cg_store_has_unit may rely on the answer: no unit or source is collected.
 *  Taken before becoming a project's writer, never after; may block for some milliseconds. */
void cg_store_hold_units(cg_store *store);
void cg_store_release_units(cg_store *store);

/* ---- care ---- */

typedef struct cg_graph_check {
    uint64_t nodes, edges, files, units, names, postings, problems;
    uint64_t vectors; /* units of which there are some, for each model */
    uint64_t manual_nodes, manual_edges, metadata;
    cg_buf lines; /* one problem a line, the first 100 */
} cg_graph_check;
/** Recomputes everything that is derived: digests, counts, both edge directions, ids, names, file
 *  rows, units, sources, postings' references, the overlay and the lists of changes. Of the heads of all branches; what
 *  is counted is main's. Of the units and sources of earlier generations, that they are there. */
CG_MUST_USE cg_code cg_project_verify(cg_project *project, cg_graph_check *out_check, cg_err *err);

#endif
