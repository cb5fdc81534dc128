// SPDX-License-Identifier: Apache-2.0
// app, private: the running daemon: what is started, and in which order it stops.
#ifndef CG_APP_DAEMON_H
#define CG_APP_DAEMON_H

#include "cg/config.h"

typedef struct cg_daemon cg_daemon;

/** Opens the store, starts the workers and listens; logs `server.started` with the ports. Blocks.
 *  `config` must outlive it. Errors: one sentence for whoever starts the program. */
CG_MUST_USE cg_code cg_daemon_start(const cg_config *config, cg_daemon **out_daemon, cg_err *err);
typedef enum cg_daemon_wish { CG_WISH_STOP, CG_WISH_RELOAD } cg_daemon_wish;
/** Blocks until SIGTERM, SIGINT or server.idle_exit (stop), or SIGHUP (reload). */
cg_daemon_wish cg_daemon_wait(cg_daemon *daemon);
/** Accepts nothing more, lets requests finish within server.drain_timeout, parks tasks, closes the
 *  store. NULL and half-started allowed. */
void cg_daemon_stop(cg_daemon *daemon);

/* ---- the file that says where it listens (address.c) ---- */

/** Writes the file whole, for its owner alone, in place of one that is there. Errors: CG_E_IO. */
CG_MUST_USE cg_code address_publish(const char *path, cg_str host, uint16_t port, cg_err *err);
/** Removes it, unless another process has written it since. */
void address_withdraw(const char *path);

#endif
