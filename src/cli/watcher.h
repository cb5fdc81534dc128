// SPDX-License-Identifier: Apache-2.0
// Waiting until something in a source tree, or where its Git repository's HEAD leads, has changed.
#ifndef CG_CLI_WATCHER_H
#define CG_CLI_WATCHER_H

#include "cg/base.h"

typedef struct watcher watcher;

/** `root`: the top of the tree; `git_dir`: of its repository, NULL: none; both kept. False, after it was said on
 *  stderr, when the system gives no watches. */
bool watcher_open(const char *root, const char *git_dir, watcher **out_watcher);
void watcher_close(watcher *w); /* NULL allowed */
/** Watches the directories that are there now and may hold source. False as above. */
bool watcher_renew(watcher *w);
/** Waits for a change, then until nothing has changed for a moment; `timeout_ms` -1: for ever. False: nothing
 *  has changed in that time. */
bool watcher_wait(watcher *w, int timeout_ms);

#endif
