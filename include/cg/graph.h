// SPDX-License-Identifier: Apache-2.0
// graph: the versioned graph in one key-value store: projects, generations, files, nodes, edges.
// Reads go through an immutable snapshot: they are here. Writes go through one commit at a time per project
// (graph_commit.h), which writes only the rows that changed; what has become of the graph over time is
// in graph_versions.h, what keeps it small and whole in graph_care.h. It knows nothing of parsing, HTTP or
// directories.
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
    uint64_t prelude; /* of its unit's key */
    cg_str path;      /* lives as long as the project */
} cg_file;
/** What its unit is kept under. */
static inline cg_unit_key cg_file_unit(const cg_file *file)
{
    return (cg_unit_key){file->blob, file->lang, file->extractor_version, file->prelude};
}

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
CG_MUST_USE cg_code cg_store_unit(cg_store *store, cg_unit_key unit, bool with_refs,
                                  cg_unit_pin **out_pin, cg_err *err);
const cg_unit *cg_unit_pin_unit(const cg_unit_pin *pin);
void cg_unit_pin_release(cg_unit_pin *pin); /* NULL allowed */
CG_DEFINE_AUTO(cg_unit_pin, cg_unit_pin_release)
bool cg_store_has_unit(cg_store *store, cg_unit_key unit);
/** A stored source; `*out_text` lives as long as the pin. CG_E_NOT_FOUND: it is not kept. */
CG_MUST_USE cg_code cg_store_source(cg_store *store, cg_blob_id blob, cg_unit_pin **out_pin,
                                    cg_str *out_text, cg_err *err);
/** Gives the cache what a commit has just stored of a file: its unit, the encoded form of that, and its source. Whoever changes
 *  the file next asks for them. Takes the contents of all three. Any thread. */
void cg_store_keep_content(cg_store *store, const cg_file *file, cg_unit *take_unit,
                           cg_buf *take_encoded, cg_buf *take_source);
/** The same of what one model makes of the file. */
void cg_store_keep_vectors(cg_store *store, const cg_file *file, uint64_t model,
                           cg_buf *take_encoded);
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
bool cg_store_has_vectors(cg_store *store, uint64_t model, cg_unit_key unit);
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
    cg_unit_key unit;
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

/** That one of a list of files depends on another: their places in the list. */
typedef struct cg_file_use {
    uint32_t from, to;
} cg_file_use;
typedef CG_VEC(cg_file_use) cg_file_use_list;

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
 * back. An edge that parsing finds too is shown as parsing found it.
 *
 * Beside metadata lies what an index knows of a file (cg_known_encode), by the id of the file's node: linking reads
 * it, and nobody is shown it. It is one of cg_project_counts.metadata. */

typedef enum cg_owner {
    CG_OWNER_NODE = 'n',
    CG_OWNER_EDGE = 'e',
    CG_OWNER_KNOWN = 'k', /* what is known of the file with this node */
} cg_owner;

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

/** Calls `take` for each id that has something of `owner`, in order, until it says false; reads disk. `value` is valid
 *  until it returns. */
typedef bool cg_metadata_fn(void *arg, cg_id id, cg_str value);
CG_MUST_USE cg_code cg_snapshot_scan_metadata(const cg_snapshot *snap, cg_owner owner,
                                              cg_metadata_fn *take, void *arg, cg_err *err);

/** A row of the overlay, whatever it says: what merging compares and takes over. */
typedef enum cg_overlay_what {
    CG_OVERLAY_NODE = 1, /* cg_manual_encode */
    CG_OVERLAY_EDGE,     /* not empty: it is stated */
    CG_OVERLAY_NODE_METADATA,
    CG_OVERLAY_EDGE_METADATA, /* JSON */
    CG_OVERLAY_KNOWN,         /* cg_known_encode */
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

#endif
