// SPDX-License-Identifier: Apache-2.0
// The daemon of one user and store, as far as it is known without asking a server.
//
//   $XDG_RUNTIME_DIR/codegraph/<hash of the store's path>/    0700; without that variable below
//       lock      held by whoever starts the daemon, then by the daemon itself, for as long as it lives
//       address   where it listens, written by it; stale when nobody holds the lock
//       log       what it has to say        $XDG_STATE_HOME/codegraph, or ~/.local/state/codegraph
#ifndef CG_CLI_OWN_DAEMON_H
#define CG_CLI_OWN_DAEMON_H

#include "cli.h"

typedef struct own_place {
    const char *storage; /* the store, absolute */
    const char *folder, *lock, *address, *log;
} own_place;

typedef struct own_address {
    cg_str url;
    uint64_t pid;
} own_address;

/** Finds the folder, made if need be, of the store that `args` of codegraphd and the environment name. False after
 *  saying why there is none: it must belong to the user and be closed to others. */
bool own_find(cli *c, char *const *args, size_t count, own_place *out);
/** The lock, without waiting for it: a descriptor that is to be closed; -1: another process holds it. False after
 *  saying what is wrong with the file. */
bool own_lock(const own_place *place, int *out_fd);
/** Where the daemon that holds the lock listens; false: it does not say yet. */
bool own_read_address(cli *c, const own_place *place, own_address *out);
/** Becomes codegraphd, of the same folder as this program or of PATH, which keeps `lock_fd`; returns only when that fails,
 *  after saying why. */
void own_exec(cli *c, int lock_fd, const char *const *args, size_t count);

#endif
