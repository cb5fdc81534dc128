// SPDX-License-Identifier: Apache-2.0
// bench_vector [-n ROWS] [-d DIMENSION] [-q QUERIES] [-r REFERENCE.so] [-k ivf|hnsw]: vector search, one thread, CPU clock: the
// default index and IVF with PQ4 against hnswlib of the same M and efConstruction (REFERENCE.so is what
// tests/bench/vector/run compiles), filters, replaced and deleted vectors; additions, and searches amid
// additions and a build, by the wall clock. -k: one kind alone.
//
// Vectors are synthetic: Gaussian clusters in 24 dimensions behind a random layer of 256 rectified units, with a quarter of
// noise; queries are fresh ones.
#include <dlfcn.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "cg/vector.h"

#define K 10
#define INNER 24
#define LAYER 256
#define M 16
#define EF_CONSTRUCTION 40

static const uint32_t efforts[] = {4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512};

/* ---- data ---- */

typedef struct data {
    uint32_t rows, dimension, queries;
    int8_t *codes; /* rows */
    float *floats; /* the same, of length 1 */
    float *query;
    cg_vector_hit *truth; /* queries × K */
} data;

static uint64_t seed = 42;

static float normal(void)
{
    float sum = 0;
    for (int i = 0; i < 12; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        sum += (float)(seed >> 40) / 16777216.0f;
    }
    return sum - 6;
}

static void make_vector(const data *d, const float *centres, uint32_t centre_count,
                        const float *first, const float *second, float *out)
{
    float inner[INNER], layer[LAYER], sum = 0;
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    const float *centre = centres + (seed >> 33) % centre_count * INNER;
    for (int i = 0; i < INNER; i++)
        inner[i] = centre[i] + 0.5f * normal();
    for (int i = 0; i < LAYER; i++) {
        layer[i] = 0;
        for (int j = 0; j < INNER; j++)
            layer[i] += first[i * INNER + j] * inner[j];
        layer[i] = fmaxf(layer[i], 0);
    }
    for (uint32_t i = 0; i < d->dimension; i++) {
        out[i] = 0;
        for (int j = 0; j < LAYER; j++)
            out[i] += second[i * LAYER + j] * layer[j];
        sum += out[i] * out[i];
    }
    float noise = 0.25f * sqrtf(sum / (float)d->dimension);
    for (uint32_t i = 0; i < d->dimension; i++)
        out[i] += noise * normal();
}

static void to_codes(const float *v, uint32_t n, int8_t *out_codes, float *out_unit)
{
    float max = 0, sum = 0;
    for (uint32_t i = 0; i < n; i++)
        max = fmaxf(max, fabsf(v[i]));
    for (uint32_t i = 0; i < n; i++) {
        out_codes[i] = (int8_t)lrintf(v[i] / max * 127);
        sum += (float)out_codes[i] * (float)out_codes[i];
    }
    for (uint32_t i = 0; i < n; i++)
        out_unit[i] = (float)out_codes[i] / sqrtf(sum);
}

static void make_data(data *d)
{
    uint32_t centre_count = d->rows / 500 + 1;
    float *centres = cg_alloc_array((size_t)centre_count * INNER, sizeof *centres);
    float *first = cg_alloc_array(LAYER * INNER, sizeof *first);
    float *second = cg_alloc_array((size_t)d->dimension * LAYER, sizeof *second);
    float *v = cg_alloc_array(d->dimension, sizeof *v);
    for (size_t i = 0; i < (size_t)centre_count * INNER; i++)
        centres[i] = normal();
    for (size_t i = 0; i < LAYER * INNER; i++)
        first[i] = normal();
    for (size_t i = 0; i < (size_t)d->dimension * LAYER; i++)
        second[i] = normal();
    d->codes = cg_alloc_array(d->rows, d->dimension);
    d->floats = cg_alloc_array((size_t)d->rows * d->dimension, sizeof *d->floats);
    d->query = cg_alloc_array((size_t)d->queries * d->dimension, sizeof *d->query);
    for (size_t i = 0; i < d->rows; i++) {
        make_vector(d, centres, centre_count, first, second, v);
        to_codes(v, d->dimension, d->codes + i * d->dimension, d->floats + i * d->dimension);
    }
    for (size_t i = 0; i < d->queries; i++)
        make_vector(d, centres, centre_count, first, second, d->query + i * d->dimension);
    cg_free(v);
    cg_free(second);
    cg_free(first);
    cg_free(centres);
}

static cg_code scan(void *arg, cg_vector_label from, cg_vector_visit visit, void *visit_arg,
                    cg_err *err)
{
    const data *d = arg;
    (void)err;
    for (uint64_t i = from; i < d->rows; i++)
        if (!visit(visit_arg, i, d->codes + i * d->dimension))
            break;
    return CG_OK;
}

/* ---- measuring ---- */

static double cpu_s(void)
{
    struct timespec ts;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void must(cg_code rc, const cg_err *err)
{
    if (rc == CG_OK)
        return;
    fprintf(stderr, "%s (%s:%d)\n", err->text, err->file, err->line);
    exit(1);
}

static size_t search(cg_vector_set *set, const data *d, size_t query, uint32_t effort, bool exact,
                     const cg_vector_filter *filter, cg_vector_hit out_hits[K])
{
    cg_err err = {0};
    size_t count = 0;
    const cg_vector_query q = {.vectors = d->query + query * d->dimension,
                               .count = 1,
                               .k = K,
                               .effort = effort,
                               .exact = exact,
                               .filter = filter};
    must(cg_vector_search(set, &q, out_hits, &count, &err), &err);
    return count;
}

static size_t shared_labels(const cg_vector_hit *a, size_t a_count, const cg_vector_hit *b,
                            size_t b_count)
{
    size_t shared = 0;
    for (size_t i = 0; i < a_count; i++)
        for (size_t j = 0; j < b_count; j++)
            shared += a[i].label == b[j].label;
    return shared;
}

/* One effort: queries a second of CPU, and the part of the truth that was found. */
typedef struct point {
    double recall, qps;
} point;

/* Queries a second at a recall, between the two efforts around it; 0: not reached. */
static double qps_at(const point *points, size_t count, double recall)
{
    for (size_t i = 0; i < count; i++) {
        if (points[i].recall < recall)
            continue;
        if (i == 0)
            return points[0].qps;
        double part = (recall - points[i - 1].recall) / (points[i].recall - points[i - 1].recall);
        return points[i - 1].qps + part * (points[i].qps - points[i - 1].qps);
    }
    return 0;
}

static void print_line(const char *name, const data *d, double build_s, double bytes,
                       const point *points, size_t count)
{
    printf("%-22s build %7.2f CPU-s  %7.1f B/vector  QPS @.95 %7.0f  @.97 %7.0f  @.99 %7.0f\n",
           name, build_s, bytes / d->rows, qps_at(points, count, .95), qps_at(points, count, .97),
           qps_at(points, count, .99));
    (void)fflush(stdout);
}

static point measure(cg_vector_set *set, const data *d, uint32_t effort)
{
    cg_vector_hit hits[K];
    size_t shared = 0;
    double began = cpu_s();
    for (size_t i = 0; i < d->queries; i++)
        shared +=
            shared_labels(hits, search(set, d, i, effort, false, NULL, hits), d->truth + i * K, K);
    double took = cpu_s() - began;
    return (point){(double)shared / (double)(d->queries * K), d->queries / took};
}

static void bench_kind(cg_vector_set *set, const data *d, const char *name,
                       const cg_vector_params *params)
{
    cg_err err = {0};
    cg_vector_stats stats;
    point points[CG_ARRAY_LEN(efforts)];
    must(cg_vector_rebuild(set, params, NULL, NULL, &err), &err);
    cg_vector_stats_get(set, &stats);
    for (size_t i = 0; i < CG_ARRAY_LEN(efforts); i++)
        points[i] = measure(set, d, efforts[i]);
    print_line(name, d, (double)stats.segments[0].build_cpu_ns / 1e9,
               (double)stats.segments[0].bytes, points, CG_ARRAY_LEN(efforts));
    point own = measure(set, d, 0);
    printf("  effort %" PRIu32 " by its self-check (recall %.3f of rows): recall %.3f, %.0f QPS\n",
           stats.segments[0].effort, (double)stats.segments[0].recall, own.recall, own.qps);
}

/* ---- hnswlib ---- */

typedef struct reference {
    void *(*build)(const float *rows, size_t count, size_t dimension, size_t m, size_t ef);
    void (*search)(void *index, const float *query, size_t ef, size_t k, uint64_t *out_labels);
    void (*destroy)(void *index);
} reference;

static bool load_reference(const char *path, reference *out)
{
    void *library = path ? dlopen(path, RTLD_NOW) : NULL;
    if (library == NULL)
        return false;
    *(void **)&out->build = dlsym(library, "reference_build");
    *(void **)&out->search = dlsym(library, "reference_search");
    *(void **)&out->destroy = dlsym(library, "reference_destroy");
    return out->build && out->search && out->destroy;
}

/* What hnswlib takes is seen from outside: pages are touched when it is built. */
static uint64_t resident_bytes(void)
{
    cg_process_stats stats;
    cg_process_stats_get(&stats);
    return stats.resident_bytes;
}

static void bench_reference(const reference *r, const data *d)
{
    point points[CG_ARRAY_LEN(efforts)];
    uint64_t before = resident_bytes();
    double began = cpu_s();
    void *index = r->build(d->floats, d->rows, d->dimension, M, EF_CONSTRUCTION);
    double build_s = cpu_s() - began;
    double bytes = (double)resident_bytes() - (double)before;
    float *unit = cg_alloc_array(d->dimension, sizeof *unit);
    for (size_t e = 0; e < CG_ARRAY_LEN(efforts); e++) {
        size_t shared = 0;
        uint64_t labels[K];
        began = cpu_s();
        for (size_t i = 0; i < d->queries; i++) {
            float sum = 0;
            for (size_t j = 0; j < d->dimension; j++)
                sum += d->query[i * d->dimension + j] * d->query[i * d->dimension + j];
            for (size_t j = 0; j < d->dimension; j++)
                unit[j] = d->query[i * d->dimension + j] / sqrtf(sum);
            r->search(index, unit, efforts[e], K, labels);
            for (size_t a = 0; a < K; a++)
                for (size_t b = 0; b < K; b++)
                    shared += labels[a] == d->truth[i * K + b].label;
        }
        points[e] =
            (point){(double)shared / (double)(d->queries * K), d->queries / (cpu_s() - began)};
    }
    print_line("hnswlib", d, build_s, bytes, points, CG_ARRAY_LEN(efforts));
    cg_free(unit);
    r->destroy(index);
}

/* ---- filters and changes ---- */

static bool is_share(void *arg, cg_vector_label label)
{
    return label * 0x9e3779b97f4a7c15u >> 32 < *(const uint64_t *)arg;
}

static void bench_recall(cg_vector_set *set, const data *d, const cg_vector_filter *filter,
                         const char *name)
{
    size_t shared = 0, all = 0;
    double took = 0;
    for (size_t i = 0; i < d->queries / 4; i++) {
        cg_vector_hit hits[K], exact[K];
        size_t exact_count = search(set, d, i, 0, true, filter, exact);
        double began = cpu_s();
        size_t count = search(set, d, i, 0, false, filter, hits);
        took += cpu_s() - began;
        shared += shared_labels(hits, count, exact, exact_count);
        all += exact_count;
    }
    printf("  %-18s recall %.3f, %7.0f QPS\n", name,
           (double)shared / (double)CG_MAX(all, (size_t)1), d->queries / 4 / took);
    (void)fflush(stdout);
}

static void bench_filters(cg_vector_set *set, const data *d)
{
    static const double shares[] = {0.5, 0.1, 0.01, 0.001};
    for (size_t i = 0; i < CG_ARRAY_LEN(shares); i++) {
        char name[32];
        uint64_t bound = (uint64_t)(shares[i] * 4294967296.0);
        const cg_vector_filter filter = {is_share, &bound, i + 1};
        (void)snprintf(name, sizeof name, "filter %g %%", shares[i] * 100);
        bench_recall(set, d, &filter, name);
    }
}

static void bench_changes(cg_vector_set *set, data *d)
{
    cg_err err = {0};
    for (cg_vector_label i = 0; i < d->rows; i += 4) { /* a quarter removed … */
        cg_vector_remove(set, &i, 1);
        cg_vector_label other = i + 1; /* … and a quarter replaced by what others were */
        if (i + 2 < d->rows)
            must(cg_vector_add(set, &other, d->codes + (i + 2) * d->dimension, 1, &err), &err);
    }
    bench_recall(set, d, NULL, "after changing half");
}

static void bench_adding(cg_vector_set *set, const data *d)
{
    cg_err err = {0};
    cg_vector_label labels[1000];
    for (size_t i = 0; i < CG_ARRAY_LEN(labels); i++)
        labels[i] = (uint64_t)d->rows + i;
    uint64_t began = cg_now_ns();
    must(cg_vector_add(set, labels, d->codes, CG_ARRAY_LEN(labels), &err), &err);
    printf("  1,000 added, visible after %.2f ms (wall clock)\n",
           (double)(cg_now_ns() - began) / 1e6);
}

/* ---- searches amid others' work ---- */

#define ADD_EVERY_MS 20
#define ADD_ROWS 20 /* 1,000 a second */
#define AMID_S 6

typedef struct amid {
    cg_vector_set *set;
    const data *d;
    _Atomic bool stop, built;
    _Atomic uint64_t added;
} amid;

static void add_on(void *arg)
{
    amid *a = arg;
    cg_err err = {0};
    cg_vector_label labels[ADD_ROWS];
    uint64_t began = cg_now_ns();
    for (uint64_t step = 0; !atomic_load(&a->stop); step++) {
        uint64_t due = began + step * ADD_EVERY_MS * 1000000;
        while (cg_now_ns() < due && !atomic_load(&a->stop))
            (void)nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
        for (size_t i = 0; i < ADD_ROWS; i++)
            labels[i] = UINT64_C(1) << 40 | (step * ADD_ROWS + i);
        must(
            cg_vector_add(a->set, labels,
                          a->d->codes + step * ADD_ROWS % (a->d->rows - ADD_ROWS) * a->d->dimension,
                          ADD_ROWS, &err),
            &err);
        atomic_fetch_add(&a->added, ADD_ROWS);
    }
}

static bool is_wanted(void *arg, uint64_t rows_done, uint64_t rows_total)
{
    (void)rows_done;
    (void)rows_total;
    return !atomic_load(&((const amid *)arg)->stop);
}

static void build_on(void *arg)
{
    amid *a = arg;
    cg_err err = {0};
    const cg_vector_params params = {.type = CG_VECTOR_HNSW};
    (void)setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), 10); /* as the builder's thread */
    cg_code rc = cg_vector_rebuild(a->set, &params, is_wanted, a, &err);
    if (rc != CG_E_CANCELED)
        must(rc, &err);
    atomic_store(&a->built, true);
}

static int compare_times(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return (a > b) - (a < b);
}

/* Searches for some seconds, 200 a second; while `a` builds at most. */
static void time_searches(const amid *a, bool build, const char *name)
{
    CG_VEC(uint64_t) times = {0};
    cg_vector_hit hits[K];
    uint64_t until = cg_now_ns() + (uint64_t)AMID_S * 1000000000;
    for (size_t i = 0; cg_now_ns() < until && !(build && atomic_load(&a->built)); i++) {
        uint64_t began = cg_now_ns();
        (void)search(a->set, a->d, i % a->d->queries, 0, false, NULL, hits);
        CG_VEC_PUSH(&times, cg_now_ns() - began);
        (void)nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    qsort(times.ptr, times.len, sizeof *times.ptr, compare_times);
    printf("  %-18s p50 %.3f ms, p99 %.3f ms of %zu (wall clock)\n", name,
           (double)times.ptr[times.len / 2] / 1e6, (double)times.ptr[times.len * 99 / 100] / 1e6,
           times.len);
    (void)fflush(stdout);
    CG_VEC_FINI(&times);
}

static void bench_amid(cg_vector_set *set, const data *d)
{
    amid a = {.set = set, .d = d};
    time_searches(&a, false, "idle");
    cg_thread *adds = cg_thread_start("add", add_on, &a);
    time_searches(&a, false, "amid additions");
    cg_thread *builds = cg_thread_start("build", build_on, &a);
    time_searches(&a, true, "and a build");
    atomic_store(&a.stop, true);
    cg_thread_join(adds);
    cg_thread_join(builds);
    printf("  %" PRIu64 " added meanwhile\n", atomic_load(&a.added));
}

int main(int argc, char **argv)
{
    data d = {.rows = 100000, .dimension = 256, .queries = 1000};
    reference r;
    const char *path = NULL, *kind = "";
    cg_err err = {0};
    for (int option; (option = getopt(argc, argv, "n:d:q:r:k:")) != -1;) {
        if (option == 'n')
            d.rows = (uint32_t)strtoul(optarg, NULL, 10);
        else if (option == 'd')
            d.dimension = (uint32_t)strtoul(optarg, NULL, 10);
        else if (option == 'q')
            d.queries = (uint32_t)strtoul(optarg, NULL, 10);
        else if (option == 'r')
            path = optarg;
        else if (option == 'k')
            kind = optarg;
        else
            return 2;
    }
    make_data(&d);
    cg_vector_set *set = NULL;
    const cg_vector_options opts = {
        .dimension = d.dimension, .element = CG_VECTOR_INT8, .source = {scan, &d}};
    must(cg_vector_open(&opts, &set, &err), &err);
    d.truth = cg_alloc_array((size_t)d.queries * K, sizeof *d.truth);
    double began = cpu_s();
    for (size_t i = 0; i < d.queries; i++)
        (void)search(set, &d, i, 0, true, NULL, d.truth + i * K);
    printf("%" PRIu32 " × %" PRIu32 "; the head alone: %.0f QPS\n", d.rows, d.dimension,
           d.queries / (cpu_s() - began));
    if (load_reference(path, &r))
        bench_reference(&r, &d);
    if (strcmp(kind, "hnsw") != 0) {
        bench_kind(set, &d, "ivf pq4 refined",
                   &(cg_vector_params){.type = CG_VECTOR_IVF, .codes = CG_VECTOR_PQ4});
        bench_filters(set, &d);
    }
    if (strcmp(kind, "ivf") != 0) {
        bench_kind(set, &d, "hnsw16 fp16",
                   &(cg_vector_params){
                       .type = CG_VECTOR_HNSW, .m = M, .ef_construction = EF_CONSTRUCTION});
        bench_filters(set, &d);
    }
    bench_adding(set, &d);
    bench_amid(set, &d);
    bench_changes(set, &d);
    cg_vector_close(set);
    return 0;
}
