// SPDX-License-Identifier: Apache-2.0
// api, private: the JSON forms of histories and differences.
#ifndef CG_API_REST_HISTORY_H
#define CG_API_REST_HISTORY_H

#include "rest_version.h"

/** The member "aspects": words of the bits. */
void cg_rest_put_aspects(cg_json_writer *w, unsigned aspects);
/** The members that histories of nodes and relationships share, into an object that is open. */
void cg_rest_put_history(cg_json_writer *w, const cg_history *history);
void cg_rest_write_node_history(cg_json_writer *w, const cg_history *history);

/** One change of a comparison, as an object of its own and as lines of text. */
void cg_rest_write_compared(cg_json_writer *w, const cg_compare_row *row);
void cg_rest_add_compared_text(cg_buf *out, const cg_compare_row *row);
/** `breaking`: breaking changes were asked for. */
void cg_rest_write_compare_summary(cg_json_writer *w, const cg_compare_summary *summary,
                                   bool breaking);
void cg_rest_add_compare_summary_text(cg_buf *out, const cg_compare_summary *summary);

#endif
