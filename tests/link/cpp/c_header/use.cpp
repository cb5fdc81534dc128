#include "api.h"
struct Holder {
    session *held;
    Holder() : held(session_open(SESSION_QUIET)) { }
};
namespace wrap { session *again() { return ::session_open(0); } }
