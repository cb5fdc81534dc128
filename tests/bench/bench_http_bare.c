// SPDX-License-Identifier: Apache-2.0
// The yardstick of tests/bench/http/run: libmicrohttpd alone, set up as the daemon sets it up, that
// answers every request with the bytes of one file.
//
//   bench_http_bare PORT THREADS FILE [STATUS]
//
// Prints "ready" when it listens, and ends with its standard input.
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>

#include "cg/base.h"

typedef struct answer {
    cg_buf body;
    unsigned status;
} answer;

static enum MHD_Result handle(void *cls, struct MHD_Connection *mhd, const char *url,
                              const char *method, const char *version, const char *body,
                              size_t *body_size, void **context)
{
    static char begun;
    const answer *a = cls;
    (void)url, (void)method, (void)version, (void)body;
    if (*context == NULL) { /* the head alone */
        *context = &begun;
        return MHD_YES;
    }
    if (*body_size > 0) {
        *body_size = 0;
        return MHD_YES;
    }
    struct MHD_Response *response =
        MHD_create_response_from_buffer(a->body.len, a->body.ptr, MHD_RESPMEM_PERSISTENT);
    (void)MHD_add_response_header(response, "Content-Type", "application/json");
    enum MHD_Result queued = MHD_queue_response(mhd, a->status, response);
    MHD_destroy_response(response);
    return queued;
}

int main(int argc, char **argv)
{
    answer a = {.status = argc > 4 ? (unsigned)strtoul(argv[4], NULL, 10) : 200};
    cg_err err;
    if (argc < 4 || cg_file_read(argv[3], (size_t)64 << 20, &a.body, &err) != CG_OK) {
        fprintf(stderr, "bench_http_bare PORT THREADS FILE [STATUS]\n");
        return 2;
    }
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC,
        (uint16_t)strtoul(argv[1], NULL, 10), NULL, NULL, handle, &a, MHD_OPTION_THREAD_POOL_SIZE,
        (unsigned)strtoul(argv[2], NULL, 10), MHD_OPTION_CONNECTION_LIMIT, 10000u, MHD_OPTION_END);
    if (daemon == NULL)
        return 1;
    puts("ready");
    (void)fflush(stdout);
    while (getchar() != EOF)
        ;
    MHD_stop_daemon(daemon);
    cg_buf_fini(&a.body);
    return 0;
}
