// SPDX-License-Identifier: Apache-2.0
// api, private: where null may stand in the bodies of requests.
#ifndef CG_API_REST_OPENAPI_NULLS_H
#define CG_API_REST_OPENAPI_NULLS_H

#include "cg/json.h"

/** By position in cg_schemas: is it of what bodies of POST and PUT have, and nothing else? The caller frees it. */
bool *openapi_find_written(void);
/** Writes the schema at a position as one value, with null wherever a member may be left out.
 *  Errors: CG_E_INTERNAL (it is not JSON). */
CG_MUST_USE cg_code openapi_write_with_nulls(cg_json_writer *w, size_t schema, cg_err *err);

#endif
