#include "widget.h"

namespace ui {

Widget::Widget(int size) : Base(size), size_(size) {}

void Widget::draw()
{
    prepare();
    size_ = 2;
    this->finish(size_);
}

void Widget::prepare() {}

Widget::operator bool() const { return size_; }

bool Widget::operator==(const Widget &other) const { return size_ == other.size_; }

} // namespace ui
