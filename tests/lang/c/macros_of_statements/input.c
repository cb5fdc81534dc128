// Macros that stand for labels, loops and statements: what is around and behind them stays what it is.
#include <stdint.h>

#if INTPTR_MAX >= INT64_MAX
#define WIDE 1
#endif

#ifdef WIDE
typedef int64_t word;
#else
typedef int32_t word;
#endif

#define CASE(op) case_##op
#define OP(x) L_##x:
#define LOOP_START for (;;)
#define SWAP(a, b, step) step(a, b)

enum op { op_push, op_drop, op_done };

static int push(int value);
static int drop(int value);

static int interpret(const unsigned char *pc)
{
    int top = 0;
    LOOP_START {
        switch (*pc++) {
        CASE(op_push):
            top = push(top);
            break;
        CASE(op_drop): {
            top = drop(top);
            break;
        }
        CASE(op_done): return top;
        }
    }
    OP(again)
    if (!top)
        goto out;
    OP(last)
    top = drop(top);
    SWAP(top, , push);
    SWAP(top, top,);
#ifdef TRACE
out:
#else
end:
#endif
    return push(top);
}

int after(const unsigned char *pc)
{
    return interpret(pc);
}
