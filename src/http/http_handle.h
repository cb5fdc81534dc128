// SPDX-License-Identifier: Apache-2.0
// http, private: the callbacks that the server registers with the library.
#ifndef CG_HTTP_HANDLE_H
#define CG_HTTP_HANDLE_H

#include "http_int.h"

/** The first line arrived: makes the request, which becomes the callbacks' context. */
void *cg_http_on_target(void *cls, const char *uri, struct MHD_Connection *mhd);
enum MHD_Result cg_http_on_request(void *cls, struct MHD_Connection *mhd, const char *url,
                                   const char *method, const char *version, const char *body,
                                   size_t *body_size, void **context);
void cg_http_on_completed(void *cls, struct MHD_Connection *mhd, void **context,
                          enum MHD_RequestTerminationCode code);

#endif
