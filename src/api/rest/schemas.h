// SPDX-License-Identifier: Apache-2.0
// api, private: the JSON schemas of schemas/*.json, compiled in.
#ifndef CG_API_REST_SCHEMAS_H
#define CG_API_REST_SCHEMAS_H

#include <stddef.h>

typedef struct cg_embedded {
    const char *name;          /* the file's, without its extension; NULL ends the table */
    const unsigned char *text; /* ends with a NUL that `len` does not count */
    size_t len;
} cg_embedded;

extern const cg_embedded cg_schemas[];
extern const size_t cg_schemas_count;

#endif
