// SPDX-License-Identifier: Apache-2.0
// The RocksDB engine keeps the contract. RocksDB is not instrumented for ThreadSanitizer, which
// would report its internals.
#include "contract.h"

#include <stdio.h>

const kv_under_test kv_test = {.engine = "rocksdb", .durable = true};

int main(void)
{
#ifdef __SANITIZE_THREAD__
    puts("skipped: RocksDB is not instrumented for ThreadSanitizer");
    return 0;
#else
    return kv_contract_rows() + kv_contract_views() + kv_contract_loader() + kv_contract_random();
#endif
}
