// SPDX-License-Identifier: Apache-2.0
// base, private: what its files share with each other and with nobody else.
#ifndef CG_BASE_INT_H
#define CG_BASE_INT_H

#include "cg/base.h"

/** Decodes the UTF-8 sequence at `ptr` (`len` > 0 bytes available).
 *  Its length, 1..4, or 0 when it is malformed or cut short; `*out_cp` is then untouched. */
size_t cg_utf8_decode(const char *ptr, size_t len, uint32_t *out_cp);

/** The request the calling thread works for, "" for none; NUL-terminated, valid on this thread. */
const char *cg_log_request(void);

#endif
