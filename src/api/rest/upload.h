// SPDX-License-Identifier: Apache-2.0
// api, private: the forms of POST /parse whose body is taken as it arrives. Each starter returns at once;
// what follows runs in pushes. Everything lives in the request's arena but the upload itself.
#ifndef CG_API_UPLOAD_H
#define CG_API_UPLOAD_H

#include "rest.h"

/** What all forms share. */
typedef struct body_upload {
    cg_request *req;
    cg_reply *reply;
    cg_parse_upload_request options; /* of the query; texts live as long as the request */
    cg_parse_upload *upload;         /* NULL: not begun, or ended */
} body_upload;

/** Each reads `options` and takes the body. Errors: of the options, CG_E_BUSY. */
CG_MUST_USE cg_code upload_archive(cg_request *req, cg_reply *reply,
                                   const cg_parse_upload_request *options, cg_err *err);
CG_MUST_USE cg_code upload_form(cg_request *req, cg_reply *reply,
                                const cg_parse_upload_request *options, cg_err *err);
CG_MUST_USE cg_code upload_ndjson(cg_request *req, cg_reply *reply,
                                  const cg_parse_upload_request *options, cg_err *err);

/* ---- for the forms (upload.c) ---- */

CG_MUST_USE cg_code upload_begin(body_upload *u, cg_err *err);
/** Commits; the report lives in the request's arena. Ends the upload in every case. */
CG_MUST_USE cg_code upload_finish(body_upload *u, cg_parse_report *out_report, cg_err *err);
/** The same, and the report becomes the reply. */
CG_MUST_USE cg_code upload_reply(body_upload *u, cg_err *err);
/** Ends the upload without a trace; on any thread, without waiting. */
void upload_drop(body_upload *u);
cg_str upload_project(const body_upload *u);

#endif
