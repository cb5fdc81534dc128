#include "config.hh"
#define FUNCS \
  FUNC (int, width) \
  IF_NOT_DEPRECATED (FUNC (int, compat)) \
  IF_LOGGING (FUNC (int, logged))

struct funcs_t {
#define FUNC(T, name) T name (int c) { return c; }
  FUNCS
#undef FUNC
  IF_NOT_DEPRECATED (int old (int c);)
};
