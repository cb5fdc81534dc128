// SPDX-License-Identifier: Apache-2.0
// The memory engine keeps the contract.
#include "contract.h"

const kv_under_test kv_test = {.engine = "memory", .durable = false};

int main(void)
{
    return kv_contract_rows() + kv_contract_views() + kv_contract_loader() + kv_contract_random();
}
