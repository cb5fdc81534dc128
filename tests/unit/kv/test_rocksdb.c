// SPDX-License-Identifier: Apache-2.0
// The RocksDB engine keeps the contract.
#include "contract.h"

int main(void)
{
    if (kv_skips_rocksdb())
        return 0;
    return kv_contract_rows() + kv_contract_views() + kv_contract_loader() + kv_contract_random();
}
