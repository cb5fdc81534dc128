#ifndef DSA_ENABLED
#undef WITH_DSA
#define WITH_DSA 0
#endif

#ifdef NO_RSA
# undef WITH_RSA
# define WITH_RSA 0
#endif

#undef WITH_ECC
#define WITH_ECC 1
