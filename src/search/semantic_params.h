// SPDX-License-Identifier: Apache-2.0
// How a project's vectors were last asked to be built: it holds until the configuration says something else.
#ifndef CG_SEARCH_SEMANTIC_PARAMS_H
#define CG_SEARCH_SEMANTIC_PARAMS_H

#include "cg/graph.h"
#include "cg/vector.h"

/** Notes that `asked` holds for the project as long as the configuration has `configured`. */
CG_MUST_USE cg_code semantic_params_put(cg_store *store, const cg_project *project,
                                        const cg_vector_params *configured,
                                        const cg_vector_params *asked, cg_err *err);
/** What holds: what was noted, else `configured`. A note that is damaged counts as none. */
CG_MUST_USE cg_code semantic_params_get(cg_store *store, const cg_project *project,
                                        const cg_vector_params *configured,
                                        cg_vector_params *out_params, cg_err *err);

#endif
