#include "names.h"
#include CONFIG_FILE
#include LOCAL_FILE
#include UNKNOWN_FILE
int use(void)
{
    return configured() + local();
}
