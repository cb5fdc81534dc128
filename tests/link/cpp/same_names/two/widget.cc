#include "widget.h"
namespace two { void Widget::draw() { } void run() { } }
