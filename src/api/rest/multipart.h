// SPDX-License-Identifier: Apache-2.0
// api, private: a multipart/form-data body (RFC 7578) as it arrives, cut into its parts.
#ifndef CG_API_MULTIPART_H
#define CG_API_MULTIPART_H

#include "cg/base.h"

#define MULTIPART_BOUNDARY_MAX 70 /* RFC 2046 */

typedef struct multipart_part {
    cg_str name;
    cg_str filename; /* ptr NULL: none was given, it is a field */
} multipart_part;

/** Told in this order for each part; `bytes` in as many pieces as they came in. */
typedef struct multipart_visitor {
    void *arg;
    cg_code (*begin)(void *arg, const multipart_part *part, cg_err *err);
    cg_code (*data)(void *arg, cg_str bytes, cg_err *err);
    cg_code (*end)(void *arg, cg_err *err);
} multipart_visitor;

typedef struct multipart {
    multipart_visitor visitor;
    char delimiter[MULTIPART_BOUNDARY_MAX + 5]; /* "\r\n--boundary" */
    size_t delimiter_len;
    enum { MULTIPART_DATA, MULTIPART_DELIMITER, MULTIPART_HEAD, MULTIPART_END } state;
    bool in_part; /* DATA is that of a part, not what comes before the first */
    size_t parts;
    cg_buf hold; /* what cannot be told yet */
} multipart;

/** `boundary`: of the Content-Type. Errors: CG_E_INVALID (empty, too long). */
CG_MUST_USE cg_code multipart_init(multipart *m, cg_str boundary, const multipart_visitor *visitor,
                                   cg_err *err);
void multipart_fini(multipart *m);
/** Errors: CG_E_MALFORMED, which names the part; the visitor's. */
CG_MUST_USE cg_code multipart_push(multipart *m, cg_str bytes, bool last, cg_err *err);

#endif
