// SPDX-License-Identifier: Apache-2.0
// codegraph export: what the formats share. Rows come from the streams of nodes and relationships, one by one, and
// leave as text; a format keeps nothing of them, so that memory does not grow with the graph.
#ifndef CG_CLI_EXPORT_H
#define CG_CLI_EXPORT_H

#include "cli.h"

typedef struct export
{
    cli *c;
    const struct export_format *format;
    FILE *out;
    cg_str ref;              /* the state that is read; empty: that of a transaction */
    cg_str kinds, languages; /* "a,b"; empty: all */
    cg_str path;             /* glob; empty: all */
    uint64_t expected[2];    /* nodes and relationships of the project, about; 0: not known */
    uint64_t nodes, edges;   /* written */
    uint64_t generations[2]; /* that the two streams were of */
    cg_buf scratch;          /* a row's text */
    void *own;               /* the format's */
}
export;

typedef struct export_format {
    const char *name;
    bool binary;
    bool wants_sites;
    void (*begin)(export *x);
    void (*node)(export *x, cg_json_value node);
    void (*edge)(export *x, cg_json_value edge);
    bool (*end)(
        export *x); /* false after saying why it cannot be whole; NULL: nothing is to be done */
    void (*fini)(export *x);
} export_format;
extern const export_format export_graphml, export_dot, export_jsonld, export_cypher, export_scip;

/** A text of a node that is worth exporting, and its name. */
extern const char *const export_texts[];
extern const size_t export_texts_count;

/** The id of an end of a relationship, which may be there as a whole. */
cg_str export_end(cg_json_value edge, const char *end);
/** Writes what x->scratch holds, and empties it. */
void export_flush(export *x);
/** "EnumMember" for "enum_member", "ENUM_MEMBER" with `upper`. */
void export_add_camel(cg_buf *out, cg_str word);
/** Metadata as JSON text; empty when there is none. */
bool export_metadata(cg_json_value node, cg_buf *out);

#endif
