/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs a fuzz target over saved inputs without libFuzzer, so that the corpus is an ordinary test
 * under every compiler and sanitizer. Arguments: files, or folders whose files are all run. The
 * empty input is always tried. What an input should do is the target's business.
 */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
__attribute__((weak)) int LLVMFuzzerInitialize(int *argc, char ***argv);

static size_t inputs_run;

/* An exact-size heap copy, so that a read past the end is seen. */
static int run_file(const char *path, size_t size)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return 1;
    }
    uint8_t *data = malloc(size > 0 ? size : 1);
    if (data == NULL) {
        fclose(file);
        return 1;
    }
    size_t got = fread(data, 1, size, file);
    fclose(file);
    if (got == size) {
        /* Shown when the target dies: the last name is the culprit. */
        fprintf(stderr, "%s\n", path);
        LLVMFuzzerTestOneInput(data, size);
        inputs_run++;
    }
    free(data);
    return got == size ? 0 : 1;
}

static int run_path(const char *path);

static int run_folder(const char *path)
{
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, NULL, alphasort);
    if (count < 0) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return 1;
    }
    int failed = 0;
    for (int i = 0; i < count; i++) {
        if (entries[i]->d_name[0] != '.') {
            char child[4096];
            int len = snprintf(child, sizeof child, "%s/%s", path, entries[i]->d_name);
            failed |= len < 0 || (size_t)len >= sizeof child ? 1 : run_path(child);
        }
        free(entries[i]);
    }
    free(entries);
    return failed;
}

static int run_path(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return 1;
    }
    return S_ISDIR(st.st_mode) ? run_folder(path) : run_file(path, (size_t)st.st_size);
}

int main(int argc, char **argv)
{
    if (LLVMFuzzerInitialize != NULL)
        LLVMFuzzerInitialize(&argc, &argv);
    const uint8_t nothing = 0;
    LLVMFuzzerTestOneInput(&nothing, 0);
    int failed = 0;
    for (int i = 1; i < argc; i++)
        failed |= run_path(argv[i]);
    printf("%zu inputs replayed\n", inputs_run);
    return failed;
}
