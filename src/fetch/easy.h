// SPDX-License-Identifier: Apache-2.0
// fetch, private: one request as a handle of libcurl. What libcurl says goes into no text beyond its own fixed
// words: addresses and keys are nobody's business.
#ifndef CG_FETCH_EASY_H
#define CG_FETCH_EASY_H

#include <curl/curl.h>

#include "cg/fetch.h"

typedef struct fetch_call {
    cg_fetch_answer answer;
    const cg_address_policy *policy;
    const _Atomic bool *cancel;
    struct curl_slist *headers;
    uint64_t begun_ns;
    bool blocked, too_long;
} fetch_call;

/** Prepares libcurl, once for the process. */
void fetch_init(void);
/** Sets all options of `curl` for the request, whose url and body must stay until it has ended, and fills
 *  `call`, which must stand still. */
void fetch_begin(CURL *curl, fetch_call *call, const cg_fetch_request *request);
/** Fills in `call->answer`, which is the caller's from then on, and resets the handle. */
void fetch_end(CURL *curl, fetch_call *call, CURLcode code);

#endif
