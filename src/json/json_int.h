// SPDX-License-Identifier: Apache-2.0
// json, private: the document behind cg_json. Only this folder sees jansson.
#ifndef CG_JSON_INT_H
#define CG_JSON_INT_H

#include <jansson.h>

#include "cg/json.h"

struct cg_json {
    json_t *root; /* owned; never changed after parsing */
};

static inline const json_t *cg_json_node(cg_json_value value)
{
    return value.node;
}

#endif
