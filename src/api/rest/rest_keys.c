// SPDX-License-Identifier: Apache-2.0
// Idempotency-Key: the service keeps the replies.
#include "rest.h"

static cg_code claim(void *user, cg_str key, cg_hash128 digest, cg_arena *arena, bool *out_kept,
                     cg_str *out_reply, cg_err *err)
{
    const cg_api *api = user;
    return cg_service_key_claim(api->service, key, digest, arena, out_kept, out_reply, err);
}

static void keep(void *user, cg_str key, cg_str reply)
{
    const cg_api *api = user;
    cg_service_key_keep(api->service, key, reply);
}

static void drop(void *user, cg_str key)
{
    const cg_api *api = user;
    cg_service_key_drop(api->service, key);
}

const cg_http_keys cg_api_keys = {claim, keep, drop};
