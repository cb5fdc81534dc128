#include "config.h"
#include "calc.h"
#include "mem.h"
#ifdef HAS_LONG
int multiply(int a, int b) { return a * b; }
static int scale(int a) { return a; }
#else
static int add(int a, int b) { return a + b; }
int multiply(int a, int b) { return add(a, b); }
static int scale(int a) { return add(a, a); }
#endif
int divide(int a, int b) { return multiply(scale(a), b); }
#if USE_TABLE
int lookup(int key) { return key; }
#elif defined(HAS_LONG) && !defined(MISSING)
int lookup(int key) { return multiply(key, key); }
#else
int lookup(int key) { return -key; }
#endif
#ifndef LIBC_OK
extern void *malloc(int size); /* the library has it */
#endif
#ifndef MEM_H
static int mem_read(int at) { return -at; }
#endif
#if defined(SOME_OPTION) || FIRST > 2
int either(void) { return 1; }
#else
int either(void) { return 2; } /* no header says */
#endif
void *use(void)
{
    mem_read(lookup(either()));
    return malloc(1);
}
