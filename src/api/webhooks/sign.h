// SPDX-License-Identifier: Apache-2.0
// api, private: signatures of webhooks, by the rules of Standard Webhooks: receivers need nothing of ours to check
// them.
#ifndef CG_API_WEBHOOKS_SIGN_H
#define CG_API_WEBHOOKS_SIGN_H

#include "cg/service.h"

/** A key as clients see it: "whsec_" and base64. */
cg_str webhook_secret_text(cg_str key, cg_arena *arena);
/** The key that such a text holds; false: it is none, or too short or long. */
bool webhook_secret_parse(cg_str text, cg_arena *arena, cg_str *out_key);
/** The header's value: "v1,…" of "id.timestamp.body". */
cg_str webhook_signature(cg_str key, cg_str id, uint64_t timestamp_s, cg_str body, cg_arena *arena);

#endif
