#include "local.h"
#include "../common/shared.h"
#include "api/version.h"
#include <pkg/config.h>
#include <stdio.h>
#include "missing.h"

int main(void)
{
    printf("%d", local_value());
    return shared_value() + API_VERSION + config_value();
}
