#ifndef API_H
#define API_H

#ifdef __cplusplus
extern "C" {
#endif

int call(void);

#if defined(__cplusplus)
class Wrapper {};
#else
typedef int wrapper;
#endif

#ifdef __cplusplus
}
#endif

#endif
