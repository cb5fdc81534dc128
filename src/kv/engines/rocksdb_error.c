// SPDX-License-Identifier: Apache-2.0
// RocksDB's error texts name server paths: here they become codes and sentences for clients; the
// text itself goes to the debug log.
#include "engines/rocksdb_int.h"

static const struct {
    const char *part; /* of RocksDB's text; the first line that matches counts */
    cg_code code;
    const char *sentence; /* NULL: "cannot <doing> the store" */
} rules[] = {
    {"No space left", CG_E_STORAGE_FULL, "the disk of the store is full"},
    {"Disk quota exceeded", CG_E_STORAGE_FULL, "the disk quota of the store is used up"},
    {"lock hold by current process", CG_E_LOCKED, "this process has the store open already"},
    {"/LOCK: ", CG_E_LOCKED, "another codegraphd has this store open"},
    {"Column families not opened", CG_E_FORMAT, "the store was written by a newer version"},
    {"Corruption", CG_E_CORRUPT, "stored data is damaged"},
    {"does not exist", CG_E_CORRUPT, "a file of the store is missing"},
    {"No such file", CG_E_CORRUPT, "a file of the store is missing"},
    {"Permission denied", CG_E_IO, "no permission to use the directory of the store"},
    {"Read-only file system", CG_E_IO, "the file system of the store is read-only"},
};

cg_code cg_rdb_fail(cg_err *err, char *text, const char *doing, const char *file, int line)
{
    CG_LOG(CG_LOG_DEBUG, "kv.rocksdb_error", CG_LSTR("text", cg_str_from(text)));
    size_t i = 0;
    while (i < CG_ARRAY_LEN(rules) && strstr(text, rules[i].part) == NULL)
        i++;
    rocksdb_free(text);
    if (i < CG_ARRAY_LEN(rules))
        return cg_err_set(err, rules[i].code, file, line, "%s", rules[i].sentence);
    return cg_err_set(err, CG_E_IO, file, line, "cannot %s the store", doing);
}
