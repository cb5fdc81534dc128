#include "backend.h"

#if WITH_DSA
int dsa_sign(void)
{
    return 1;
}
#endif

#if WITH_RSA
int rsa_sign(void)
{
    return 2;
}
#endif

#if WITH_ECC
int ecc_sign(void)
{
    return 3;
}
#endif
