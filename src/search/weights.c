// SPDX-License-Identifier: Apache-2.0
// The figures of the ranking. A name says what a thing is, a body what it happens to mention:
// so body and doc saturate on their own before they join the other fields.
#include "weights.h"

#define NAME_WHOLE_WEIGHT 14.0
#define NAME_PART_WEIGHT 9.0
#define QUALIFIED_WEIGHT 1.2
#define SIGNATURE_WEIGHT 1.6
#define DOC_WEIGHT 3.0
#define DOC_K 1.0
#define BODY_WEIGHT 2.4
#define BODY_K 1.6
#define BODY_B 0.6
#define NAME_B 0.5
#define BYTES_PER_WORD 9.0

static unsigned fields_of(uint8_t detail)
{
    static const uint8_t names[4] = {0, CG_FIELD_QUALIFIED, CG_FIELD_NAME, CG_FIELD_NAME};
    unsigned fields = names[POST_DETAIL_NAME(detail)];
    fields |= POST_DETAIL_BODY(detail) ? CG_FIELD_BODY : 0u;
    fields |= POST_DETAIL_DOC(detail) ? CG_FIELD_DOC : 0u;
    fields |= POST_DETAIL_SIGNATURE(detail) ? CG_FIELD_SIGNATURE : 0u;
    return fields;
}

static void init_parts(weights *w, double average)
{
    static const double name[4] = {0, QUALIFIED_WEIGHT, NAME_PART_WEIGHT, NAME_WHOLE_WEIGHT};
    for (unsigned match = 0; match < 4; match++)
        for (unsigned parts = 0; parts < 8; parts++) {
            /* A word is half of a two-part name, and a quarter of a four-part one. */
            double length = match == NAME_PART ? 1.0 - NAME_B + NAME_B * (parts + 1) / 2.0 : 1.0;
            w->name[match][parts] = name[match] / length;
        }
    for (unsigned code = 0; code < 32; code++) {
        double norm = 1.0 - BODY_B + BODY_B * table_length((uint8_t)(code << 3)) / average;
        for (unsigned c = 0; c < 8; c++) {
            post_entry e;
            post_detail((uint8_t)(c << 2), &e);
            w->body[c][code] = BODY_WEIGHT * e.body / (e.body + BODY_K * norm);
        }
    }
    for (unsigned c = 0; c < 4; c++) {
        post_entry e;
        post_detail((uint8_t)(c << 5), &e);
        w->doc[c] = DOC_WEIGHT * e.doc / (e.doc + DOC_K);
    }
}

void weights_init(weights *w, double bytes_per_node)
{
    init_parts(w, CG_MAX(bytes_per_node / BYTES_PER_WORD, 8.0));
    for (unsigned detail = 0; detail < 256; detail++)
        w->fields[detail] = (uint8_t)fields_of((uint8_t)detail);
    w->signature[0] = 0.0;
    w->signature[1] = SIGNATURE_WEIGHT;
}
