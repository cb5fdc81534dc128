// SPDX-License-Identifier: Apache-2.0
// The memory engine keeps the contract.
#include "contract.h"

int main(void)
{
    kv_test = (kv_under_test){.engine = "memory", .durable = false};
    return kv_contract_rows() + kv_contract_views() + kv_contract_loader() + kv_contract_random();
}
