#include "lib.h"
using lib::send;
void one() { send(1); }
void two()
{
    using namespace lib;
    stop();
}
namespace app {
int three(Reader &r) { return r.read(); }
}
using Mode = lib::Mode;
Mode four() { return Mode::On; }
void not_seen() { stop(); }
