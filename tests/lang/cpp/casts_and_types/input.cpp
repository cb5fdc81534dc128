struct Shape { int id; };
struct Circle : Shape { int radius; };

int radius(Shape *s, void *raw, const Shape &r)
{
    int n = static_cast<Circle *>(s)->radius;
    n += dynamic_cast<const Circle &>(r).radius;
    n += reinterpret_cast<Circle *>(raw)->id;
    n += ((Circle *)raw)->radius;
    n += (*s).id + const_cast<Shape &>(r).id;
    n += sizeof(Circle) + alignof(Shape);
    decltype(s) copy = s;
    auto fresh = new Circle;
    n += copy->id + fresh->radius + Circle{}.radius;
    delete fresh;
    return n + int(raw != nullptr);
}
