// SPDX-License-Identifier: Apache-2.0
// loop: signals of the process as callbacks, where locks and memory may be used as anywhere.
#include "loop_int.h"

typedef struct signal_request {
    cg_loop *loop;
    int number;
    void (*run)(void *, int);
    void *arg;
    cg_err *err;
    cg_code rc;
} signal_request;

static void on_signal(uv_signal_t *handle, int number)
{
    loop_signal *entry = handle->data;
    entry->run(entry->arg, number);
}

static void watch(void *arg)
{
    signal_request *request = arg;
    cg_loop *loop = request->loop;
    if (loop->signal_count == CG_LOOP_SIGNALS_MAX) {
        request->rc = CG_FAIL(request->err, CG_E_LIMIT, "too many signal handlers");
        return;
    }
    loop_signal *entry = &loop->signals[loop->signal_count];
    *entry = (loop_signal){.run = request->run, .arg = request->arg};
    int rc = uv_signal_init(&loop->uv, &entry->handle);
    if (rc != 0) {
        request->rc = CG_FAIL(request->err, CG_E_IO, "cannot watch a signal: %s", uv_strerror(rc));
        return;
    }
    loop->signal_count++; /* from here on it is closed with the loop */
    entry->handle.data = entry;
    rc = uv_signal_start(&entry->handle, on_signal, request->number);
    if (rc != 0)
        request->rc = CG_FAIL(request->err, CG_E_INVALID, "cannot watch signal %d: %s",
                              request->number, uv_strerror(rc));
}

cg_code cg_loop_on_signal(cg_loop *loop, int number, void (*run)(void *, int), void *arg,
                          cg_err *err)
{
    signal_request request = {
        .loop = loop, .number = number, .run = run, .arg = arg, .err = err, .rc = CG_OK};
    cg_loop_call(loop, watch, &request);
    return request.rc;
}
