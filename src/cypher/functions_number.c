// SPDX-License-Identifier: Apache-2.0
// Functions of numbers.
#include <math.h>

#include "cypher_int.h"

#define CALL(name) static cg_code name(query *q, const expr *e, value *args, value *out)

CALL(call_abs)
{
    value zero = v_int(0);
    if (args[0].type == CG_CYPHER_INT && args[0].integer < 0)
        return arithmetic(q, e->at, '-', &zero, &args[0], out);
    *out = args[0].type == CG_CYPHER_INT ? args[0] : v_real(fabs(args[0].real));
    return CG_OK;
}

CALL(call_sign)
{
    double x = v_number(&args[0]);
    (void)q, (void)e;
    *out = v_int((x > 0) - (x < 0));
    return CG_OK;
}

/* Half up, as Java does it; to so many digits, half away from zero. */
CALL(call_round)
{
    double x = v_number(&args[0]);
    (void)q;
    if (e->count < 2 || args[1].integer == 0) {
        *out = v_real(floor(x + 0.5));
        return CG_OK;
    }
    double scale = pow(10, (double)CG_MAX(CG_MIN(args[1].integer, (int64_t)300), (int64_t)-300));
    *out = v_real(isfinite(x * scale) ? round(x * scale) / scale : x);
    return CG_OK;
}

CALL(call_rand)
{
    uint64_t bits;
    (void)q, (void)e, (void)args;
    cg_random_bytes(&bits, sizeof bits);
    *out = v_real((double)(bits >> 11) / 9007199254740992.0);
    return CG_OK;
}

CALL(call_is_nan)
{
    (void)q, (void)e;
    *out = v_bool(args[0].type == CG_CYPHER_FLOAT && isnan(args[0].real));
    return CG_OK;
}

CALL(call_pi)
{
    (void)q, (void)e, (void)args;
    *out = v_real(3.14159265358979323846);
    return CG_OK;
}

CALL(call_e)
{
    (void)q, (void)e, (void)args;
    *out = v_real(2.71828182845904523536);
    return CG_OK;
}

CALL(call_atan2)
{
    (void)q, (void)e;
    *out = v_real(atan2(v_number(&args[0]), v_number(&args[1])));
    return CG_OK;
}

#define REAL_CALL(name, what)                                                                      \
    CALL(call_##name)                                                                              \
    {                                                                                              \
        double x = v_number(&args[0]);                                                             \
        (void)q, (void)e;                                                                          \
        *out = v_real(what);                                                                       \
        return CG_OK;                                                                              \
    }
REAL_CALL(ceil, ceil(x))
REAL_CALL(floor, floor(x))
REAL_CALL(sqrt, sqrt(x))
REAL_CALL(exp, exp(x))
REAL_CALL(log, log(x))
REAL_CALL(log10, log10(x))
REAL_CALL(sin, sin(x))
REAL_CALL(cos, cos(x))
REAL_CALL(tan, tan(x))
REAL_CALL(cot, 1 / tan(x))
REAL_CALL(asin, asin(x))
REAL_CALL(acos, acos(x))
REAL_CALL(atan, atan(x))
REAL_CALL(degrees, x * 57.29577951308232)
REAL_CALL(radians, x / 57.29577951308232)

const function number_functions[] = {
    {"abs", 1, 1, ST_ANY, {TAKES_NUMBER}, call_abs},
    {"sign", 1, 1, ST_INT, {TAKES_NUMBER}, call_sign},
    {"round", 1, 2, ST_FLOAT, {TAKES_NUMBER, TAKES_INT}, call_round},
    {"ceil", 1, 1, ST_FLOAT, {TAKES_NUMBER}, call_ceil},
    {"floor", 1, 1, ST_FLOAT, {TAKES_NUMBER}, call_floor},
    {"sqrt", 1, 1, ST_FLOAT, {TAKES_NUMBER}, call_sqrt},
    {"exp", 1, 1, ST_FLOAT, {TAKES_NUMBER}, call_exp},
    {"log", 1, 1, ST_FLOAT, {TAKES_NUMBER}, call_log},
    {"log10", 1, 1, ST_FLOAT, {TAKES_NUMBER}, call_log10},
    {"sin", 1, 1, ST_FLOAT, {TAKES_NUMBER}, call_sin},
    {"cos", 1, 1, ST_FLOAT, {TAKES_NUMBER}, call_cos},
    {"tan", 1, 1, ST_FLOAT, {TAKES_NUMBER}, call_tan},
    {"cot", 1, 1, ST_FLOAT, {TAKES_NUMBER}, call_cot},
    {"asin", 1, 1, ST_FLOAT, {TAKES_NUMBER}, call_asin},
    {"acos", 1, 1, ST_FLOAT, {TAKES_NUMBER}, call_acos},
    {"atan", 1, 1, ST_FLOAT, {TAKES_NUMBER}, call_atan},
    {"atan2", 2, 2, ST_FLOAT, {TAKES_NUMBER, TAKES_NUMBER}, call_atan2},
    {"degrees", 1, 1, ST_FLOAT, {TAKES_NUMBER}, call_degrees},
    {"radians", 1, 1, ST_FLOAT, {TAKES_NUMBER}, call_radians},
    {"isNaN", 1, 1, ST_BOOL, {TAKES_NUMBER}, call_is_nan},
    {"rand", 0, 0, ST_FLOAT, {TAKES_ANY}, call_rand},
    {"pi", 0, 0, ST_FLOAT, {TAKES_ANY}, call_pi},
    {"e", 0, 0, ST_FLOAT, {TAKES_ANY}, call_e},
    {0},
};
