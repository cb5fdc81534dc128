// SPDX-License-Identifier: Apache-2.0
// An archive whose bytes are brought, where its reader wants to fetch them: the reader has a thread of its
// own, and the two take turns over one run of bytes, which is never copied.
#include "cg/ingest.h"

struct cg_unpack {
    cg_upload *upload;
    cg_thread *reader;
    cg_mutex mu;
    cg_cond turned;
    cg_str bytes;  /* guarded by mu: brought, and not yet fetched */
    bool held;     /* guarded by mu: fetched, and still looked at */
    bool last;     /* guarded by mu: nothing follows `bytes` */
    bool canceled; /* guarded by mu */
    bool done;     /* guarded by mu: the reader has ended, with: */
    cg_code rc;
    cg_err err;
};

static cg_code fetch(void *arg, cg_str *out_bytes, cg_err *err)
{
    cg_unpack *u = arg;
    cg_mutex_lock(&u->mu);
    u->held = false; /* who asks for more has done with what he had */
    cg_cond_broadcast(&u->turned);
    while (u->bytes.len == 0 && !u->last && !u->canceled)
        cg_cond_wait(&u->turned, &u->mu);
    *out_bytes = u->bytes;
    u->held = u->bytes.len > 0;
    u->bytes = CG_STR_NULL;
    cg_code rc = u->canceled ? CG_FAIL(err, CG_E_CANCELED, "canceled") : CG_OK;
    cg_mutex_unlock(&u->mu);
    return rc;
}

static void read_archive(void *arg)
{
    cg_unpack *u = arg;
    cg_err err = {0};
    cg_code rc = cg_upload_add_archive(u->upload, &(cg_archive_source){fetch, u}, &err);
    cg_mutex_lock(&u->mu);
    u->done = true;
    u->rc = rc;
    u->err = err;
    cg_cond_broadcast(&u->turned);
    cg_mutex_unlock(&u->mu);
}

cg_unpack *cg_unpack_begin(cg_upload *upload)
{
    cg_unpack *u = cg_alloc(sizeof *u);
    u->upload = upload;
    cg_mutex_init(&u->mu, CG_LOCK_INGEST_UNPACK);
    cg_cond_init(&u->turned);
    u->reader = cg_thread_start("unpack", read_archive, u);
    return u;
}

cg_code cg_unpack_push(cg_unpack *u, cg_str bytes, bool last, cg_err *err)
{
    cg_mutex_lock(&u->mu);
    u->bytes = bytes;
    u->last = last;
    cg_cond_broadcast(&u->turned);
    while (!u->done && (u->bytes.len > 0 || u->held || last))
        cg_cond_wait(&u->turned, &u->mu);
    u->bytes = CG_STR_NULL; /* what follows an archive is nobody's */
    cg_code rc = u->done ? u->rc : CG_OK;
    if (rc != CG_OK && err != NULL)
        *err = u->err;
    cg_mutex_unlock(&u->mu);
    return rc;
}

void cg_unpack_end(cg_unpack *u)
{
    if (u == NULL)
        return;
    cg_mutex_lock(&u->mu);
    u->canceled = true;
    cg_cond_broadcast(&u->turned);
    cg_mutex_unlock(&u->mu);
    cg_thread_join(u->reader);
    cg_cond_fini(&u->turned);
    cg_mutex_fini(&u->mu);
    cg_free(u);
}
