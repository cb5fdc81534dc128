#include "one/widget.h"
#include "two/widget.h"
namespace two {
void use(Widget &w, one::Widget &other) { w.draw(); other.draw(); run(); one::run(); }
}
