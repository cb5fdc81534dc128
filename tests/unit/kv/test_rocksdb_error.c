// SPDX-License-Identifier: Apache-2.0
// kv: RocksDB's error texts become codes and sentences without a path of the server.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "engines/rocksdb_int.h"

static void texts_become_codes(void **state)
{
    (void)state;
    const struct {
        const char *text;
        cg_code code;
        const char *says;
    } cases[] = {
        {"IO error: No space left on device: While appending to file: /srv/s/7.log: No space left "
         "on device",
         CG_E_STORAGE_FULL, "disk"},
        {"IO error: While appending to file: /srv/s/7.log: Disk quota exceeded", CG_E_STORAGE_FULL,
         "quota"},
        {"IO error: While lock file: /srv/s/LOCK: Resource temporarily unavailable", CG_E_LOCKED,
         "another codegraphd"},
        {"IO error: lock hold by current process, acquire time 17 acquiring thread 9: /srv/s/LOCK: "
         "No locks available",
         CG_E_LOCKED, "this process"},
        {"Corruption: block checksum mismatch: stored = 1, computed = 2 in /srv/s/8.sst offset 0",
         CG_E_CORRUPT, "damaged"},
        {"Corruption: Can't access /000008.sst: IO error: No such file or directory: While stat a "
         "file for size: /srv/s/000008.sst: No such file or directory",
         CG_E_CORRUPT, "damaged"},
        {"Invalid argument: Column families not opened: hyperedges", CG_E_FORMAT, "newer version"},
        {"IO error: While open a file for random read: /srv/s/8.sst: Permission denied", CG_E_IO,
         "permission"},
        {"IO error: While appending to file: /srv/s/7.log: File too large", CG_E_IO,
         "cannot write to the store"},
        {"Invalid argument: /srv/s", CG_E_IO, "cannot write to the store"},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++) {
        cg_err err = {0};
        char *text = strdup(cases[i].text); /* RocksDB gives memory of malloc */
        assert_int_equal(CG_RDB_FAIL(&err, text, "write to"), cases[i].code);
        assert_int_equal(err.code, cases[i].code);
        assert_non_null(strstr(err.text, cases[i].says));
        assert_null(strstr(err.text, "/"));
        assert_non_null(strstr(err.file, "test_rocksdb_error.c"));
        assert_int_equal(CG_RDB_FAIL(NULL, strdup(cases[i].text), "read"), cases[i].code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(texts_become_codes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
