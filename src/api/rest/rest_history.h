// SPDX-License-Identifier: Apache-2.0
// api, private: the JSON forms of histories and differences.
#ifndef CG_API_REST_HISTORY_H
#define CG_API_REST_HISTORY_H

#include "rest_version.h"

/** The member "aspects": words of the bits. */
void cg_rest_put_aspects(cg_json_writer *w, unsigned aspects);
/** The members that histories of nodes and relationships share, into an object that is open. */
void cg_rest_put_history(cg_json_writer *w, const cg_history *history);

#endif
