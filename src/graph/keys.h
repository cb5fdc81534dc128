// SPDX-License-Identifier: Apache-2.0
// The byte layout of every key and of the small fixed records. Big-endian, fixed width where
// possible, so that byte order is the order wanted. P is the 6-byte project prefix.
//
//   P        shard u16 | project u32
//   ref      kind u8 | number u40            (a node)
//   ~gen     complement of the generation, u40: the newest row of a key comes first
//
//   nodes    P ref ~gen                      -> flags u8, id 16, file u32, content u64 | "" gone
//   edges    P 'e' ref kind u8 ref ~gen      -> rule u8, confidence u8, varint ordinal gaps | "" gone
//            P 'm' id 16 kind u8 id 16 ~gen  -> u8 | "" gone: stated by a client, whether or not its
//            P 'r' id 16 kind u8 id 16 ~gen     ends are there ('r': target first)
//   redges   P ref kind u8 ref ~gen          -> rule u8, confidence u8 | "" gone (target first)
//   indexes  P 'i' id 16 kind u8             -> number u40
//            P 'n' name 0x00 ref             -> "" | 'm': of a manual node, which may be called
//                                               otherwise at a snapshot
//            P 'f' path                      -> file u32
//            P 'F' file u32 ~gen             -> file record | "" gone
//            P 'd' file u32 ~gen             -> gaps of ascending keys, varints | "" gone
//            P 'D' key u40                   -> numbers of files that ever had the key there, appended
//            P 'x' id 16                     -> the external with this id: cg_external_encode
//            P 'm' id 16 ~gen                -> the manual node: cg_manual_encode | "" gone
//            P 'M' owner u8 id 16 ~gen       -> metadata of a node or edge, JSON; what is known
//                                               of a file, cg_known_encode | "" none
//            P 'u' unit                      -> unit number u32
//            P 'o' gen u40 …                 -> "": the generation wrote the row of the overlay whose key has
//                                               these bytes behind P, without its generation
//            P 'v' id 16                     -> generation u40: of the version with this id
//            P 'g' git gen u40               -> "": of the version imported from this commit, hexadecimal
//            P 't' term                      -> postings, appended
//            P 'p' term                      -> file numbers, appended
//   units    blob 20 lang u8 ver u16 prelude u64 -> the unit, whole or as a difference: packed.c
//   sources  blob 20                         -> the text, the same
//   vectors  model u64, the unit's key       -> what a model makes of the unit: cg_vectors_encode, the same
//   versions P gen u40                       -> version record
//            P gen u40 chunk u32             -> zstd of CHANGES_PER_CHUNK changes, the last of fewer
//   metadata "format"                        -> u32
//            "project/" name                 -> project record
//            "branch/" P name                -> branch record
//            "tag/" P name                   -> tag record
//            "counters/" P                   -> counters
//            "pending/" P                    -> generation u40 that is being written in parts
//            "changes/" P                    -> generation u40, the first whose changes are kept
//            "collected/" P                  -> runs of generations that were collected, varints
#ifndef CG_GRAPH_KEYS_H
#define CG_GRAPH_KEYS_H

#include "cg/graph_versions.h"

#define KEY_PREFIX 6
#define KEY_REF 6
#define KEY_GEN 5
#define KEY_NODE (KEY_PREFIX + KEY_REF + KEY_GEN)
#define KEY_EDGE (KEY_PREFIX + 1 + KEY_REF + 1 + KEY_REF + KEY_GEN)
#define KEY_REDGE (KEY_PREFIX + KEY_REF + 1 + KEY_REF + KEY_GEN)
#define KEY_ID (KEY_PREFIX + 1 + 16 + 1)
#define KEY_EXTERNAL (KEY_PREFIX + 1 + 16)
#define KEY_MANUAL (KEY_PREFIX + 1 + 16 + KEY_GEN)
#define KEY_METADATA (KEY_PREFIX + 1 + 1 + 16 + KEY_GEN)
#define KEY_MANUAL_EDGE (KEY_PREFIX + 1 + 16 + 1 + 16 + KEY_GEN)
#define KEY_OVERLAY_LOG (KEY_PREFIX + 1 + KEY_GEN) /* and what follows */
#define KEY_FILE (KEY_PREFIX + 1 + 4 + KEY_GEN)
#define KEY_DEPS (KEY_PREFIX + 1 + 4 + KEY_GEN)
#define KEY_READERS (KEY_PREFIX + 1 + 5)
#define KEY_UNIT 31
#define KEY_MODEL 8
#define KEY_VECTORS (KEY_MODEL + KEY_UNIT)
#define KEY_UNIT_NO (KEY_PREFIX + 1 + KEY_UNIT)
#define KEY_VERSION (KEY_PREFIX + 5)
#define KEY_CHANGES (KEY_VERSION + 4)
#define NODE_RECORD 29
#define GEN_MAX ((UINT64_C(1) << 40) - 1)
#define DEP_KEY_LIMIT (UINT64_C(1) << 40)

#define IDX_ID 'i'
#define IDX_NAME 'n'
#define IDX_PATH 'f'
#define IDX_FILE 'F'
#define IDX_DEPS 'd'
#define IDX_READERS 'D'
#define IDX_EXTERNAL 'x'
#define IDX_MANUAL 'm'
#define IDX_METADATA 'M'
#define IDX_UNIT 'u'
#define IDX_OVERLAY_LOG 'o'
#define IDX_VERSION 'v'
#define IDX_GIT 'g'
#define IDX_TERM 't'
#define IDX_PATH_TERM 'p'

#define EDGES_PARSED 'e'
#define EDGES_MANUAL 'm'
#define EDGES_MANUAL_BACK 'r'

#define NAME_MANUAL 'm'

/** A key being built: `put_*` append. Large enough for every bounded key. */
typedef struct key {
    uint8_t bytes[KEY_PREFIX + 1 + CG_NAME_INDEX_MAX + 1 + KEY_REF + 8];
    size_t len;
} key;

static inline cg_str key_str(const key *k)
{
    return (cg_str){(const char *)k->bytes, k->len};
}
static inline void key_put(key *k, const void *bytes, size_t len)
{
    CG_ASSERT(k->len + len <= sizeof k->bytes);
    if (len > 0) /* an empty text may be NULL */
        memcpy(k->bytes + k->len, bytes, len);
    k->len += len;
}
static inline void key_put_be(key *k, uint64_t value, unsigned width)
{
    CG_ASSERT(k->len + width <= sizeof k->bytes);
    cg_put_be(k->bytes + k->len, value, width);
    k->len += width;
}
static inline void key_set_prefix(key *k, const uint8_t prefix[KEY_PREFIX])
{
    memcpy(k->bytes, prefix, KEY_PREFIX);
    k->len = KEY_PREFIX;
}
static inline key key_begin(const uint8_t prefix[KEY_PREFIX])
{
    key k;
    memcpy(k.bytes, prefix, KEY_PREFIX);
    k.len = KEY_PREFIX;
    return k;
}
static inline void key_put_ref(key *k, cg_node_ref ref)
{
    key_put_be(k, ref, KEY_REF);
}
static inline void key_put_gen(key *k, uint64_t gen)
{
    key_put_be(k, GEN_MAX - gen, KEY_GEN);
}
static inline uint64_t key_gen(cg_str k) /* the last KEY_GEN bytes */
{
    return GEN_MAX - cg_get_be((const uint8_t *)k.ptr + k.len - KEY_GEN, KEY_GEN);
}
static inline cg_node_ref key_ref_at(cg_str k, size_t at)
{
    return cg_get_be((const uint8_t *)k.ptr + at, KEY_REF);
}

key key_node(const uint8_t *prefix, cg_node_ref ref, uint64_t gen);
key key_edge(const uint8_t *prefix, cg_node_ref source, cg_edge_kind kind, cg_node_ref target,
             uint64_t gen);
key key_edge_base(const uint8_t *prefix, cg_node_ref source, cg_edge_kind kind,
                  cg_node_ref target); /* without its generation */
key key_redge(const uint8_t *prefix, cg_node_ref target, cg_edge_kind kind, cg_node_ref source,
              uint64_t gen);
key key_id(const uint8_t *prefix, cg_id id, cg_node_kind kind);
key key_external(const uint8_t *prefix, cg_id id);
key key_name(const uint8_t *prefix, cg_str folded, cg_node_ref ref);
/* Of the overlay, without a generation: */
key key_manual(const uint8_t *prefix, cg_id id);
key key_metadata(const uint8_t *prefix, cg_owner owner, cg_id id);
key key_manual_edge(const uint8_t *prefix, cg_id source, cg_edge_kind kind, cg_id target);
/** The ends that key_manual_edge names. False: it is damaged. */
bool key_manual_ends(cg_str base, cg_edge_ends *out_ends);
static inline cg_str key_without_gen(cg_str k)
{
    return cg_str_slice(k, 0, k.len - CG_MIN(k.len, (size_t)KEY_GEN));
}
/** The number that a row of the index of ids gives. False: it is damaged. */
bool key_id_ref(cg_str k, cg_str value, cg_node_ref *out_ref);
key key_manual_edge_back(const uint8_t *prefix, cg_id target, cg_edge_kind kind, cg_id source);
key key_overlay_log(const uint8_t *prefix, uint64_t gen); /* of all that it wrote */
key key_file_base(const uint8_t *prefix, uint32_t file);  /* without its generation */
key key_file(const uint8_t *prefix, uint32_t file, uint64_t gen);
key key_deps_base(const uint8_t *prefix, uint32_t file); /* without its generation */
key key_deps(const uint8_t *prefix, uint32_t file, uint64_t gen);
key key_readers(const uint8_t *prefix, uint64_t dep);
key key_unit(cg_unit_key unit);
key key_vectors(uint64_t model, cg_unit_key unit);
key key_unit_no(const uint8_t *prefix, cg_unit_key unit);
key key_term(const uint8_t *prefix, char index, cg_str term); /* cut to CG_TERM_MAX */
key key_version(const uint8_t *prefix, uint64_t gen);
key key_changes(const uint8_t *prefix, uint64_t gen, uint32_t chunk);
key key_meta(cg_str word, const uint8_t *prefix); /* "branch/" P … */
/* In place, for rows that come by the million: a key that is returned is copied with all of its room. */
void key_set_node(key *k, const uint8_t *prefix, cg_node_ref ref, uint64_t gen);
void key_set_edge(key *k, const uint8_t *prefix, cg_node_ref source, cg_edge_kind kind,
                  cg_node_ref target, uint64_t gen);
void key_set_redge(key *k, const uint8_t *prefix, cg_node_ref target, cg_edge_kind kind,
                   cg_node_ref source, uint64_t gen);
void key_set_id(key *k, const uint8_t *prefix, cg_id id, cg_node_kind kind);
void key_set_name(key *k, const uint8_t *prefix, cg_str folded, cg_node_ref ref);
void key_set_readers(key *k, const uint8_t *prefix, uint64_t dep);
void key_set_term(key *k, const uint8_t *prefix, char index, cg_str term);
/** Paths may be long, so this key grows in `out` (cleared first). */
void key_path(const uint8_t *prefix, cg_str path, cg_buf *out);

/* ---- node record ---- */

typedef struct node_record {
    cg_id id;
    uint32_t file; /* CG_NONE of externals and manual nodes */
    uint64_t content;
    bool manual;
} node_record;
void node_record_put(uint8_t out[NODE_RECORD], const node_record *record);
bool node_record_get(cg_str value, node_record *out_record);

/* ---- file record: fixed head, then one ref per definition ---- */

#define FILE_RECORD_HEAD 52
typedef struct file_record {
    uint8_t lang, status, skip;
    uint16_t extractor_version;
    uint32_t unit_no;
    uint32_t edges;
    uint64_t bytes;
    cg_blob_id blob;
    uint64_t prelude;
    const uint8_t *refs; /* KEY_REF bytes each, in place */
    size_t refs_count;
} file_record;
void file_record_put(cg_buf *out, const file_record *record); /* head only; append refs after */
bool file_record_get(cg_str value, file_record *out_record);
/** Whether both are of the same content: a file's row is also written when no more than the number of its
 *  edges differs. */
bool file_record_is_same(const file_record *a, const file_record *b);

#endif
