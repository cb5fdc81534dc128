#define CONFIG_FILE <lib/config.h>
#define LOCAL_FILE "lib/local.h"
