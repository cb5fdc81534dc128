// SPDX-License-Identifier: Apache-2.0
#include "metric.h"

uint64_t metric_value(const char *name)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    CG_AUTO_VALUE(cg_buf) head = {0};
    uint64_t value = 0;
    bool found = false;
    cg_str line;
    cg_metrics_write(&text);
    cg_buf_printf(&head, "%s ", name);
    for (cg_str rest = cg_buf_str(&text); !found && cg_str_split(&rest, '\n', &line);)
        found = cg_str_starts(line, cg_buf_str(&head)) &&
                cg_str_to_u64(cg_str_slice(line, head.len, line.len), &value);
    CG_ASSERT(found);
    return value;
}
