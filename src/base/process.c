// SPDX-License-Identifier: Apache-2.0
// base: what the kernel says of this process.
#include "cg/base.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

static uint64_t resident_bytes(void)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    unsigned long pages = 0;
    if (cg_file_read("/proc/self/statm", 4096, &text, NULL) != CG_OK)
        return 0;
    cg_buf_add_char(&text, '\0');
    return sscanf(text.ptr, "%*u %lu", &pages) == 1
               ? (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE)
               : 0;
}

static uint64_t open_descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    uint64_t count = 0;
    if (dir == NULL)
        return 0;
    while (readdir(dir) != NULL)
        count++;
    closedir(dir);
    return count > 3 ? count - 3 : 0; /* ".", ".." and the directory itself */
}

void cg_boot_id(cg_buf *out)
{
    if (cg_file_read("/proc/sys/kernel/random/boot_id", 4096, out, NULL) != CG_OK)
        cg_buf_clear(out);
}

void cg_process_stats_get(cg_process_stats *out_stats)
{
    struct rlimit limit;
    *out_stats = (cg_process_stats){.cpu_ns = cg_cpu_ns(),
                                    .resident_bytes = resident_bytes(),
                                    .descriptors = open_descriptors()};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0)
        out_stats->descriptors_max = limit.rlim_cur;
}
