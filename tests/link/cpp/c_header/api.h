#ifdef __cplusplus
extern "C" {
#endif
typedef struct session session;
session *session_open(int flags);
#define SESSION_QUIET 1
#ifdef __cplusplus
}
#endif
