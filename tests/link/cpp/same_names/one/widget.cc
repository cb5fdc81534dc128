#include "widget.h"
namespace one { void Widget::draw() { } void run() { } }
