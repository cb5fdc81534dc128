#include "log.h"
struct Row { uint8_t small; Count count; double real; };
class Meter {
    double real_;
    int whole_;
public:
    double real() const { return half(real_); }
    int whole() const { return half(whole_); }
};
void as_long(const char *text, std::string s, int i) { put(i); put(s.size()); put(i == 2 ? 1 : 0); }
void as_string(const char *text, std::string s) { put(text); put(s.substr(1)); put(std::to_string(4)); }
void as_chars(const char *text, std::string s, char **all) { write(text); write(s.c_str()); write(all[0]); }
void as_text(const std::string &s) { write(s); write(s + "x"); write(std::string("x")); }
void as_int(int i, bool b, std::string s)
{
    auto same = i;
    write(i);
    write(same);
    write(i * 2);
    write(static_cast<int>(b));
    write((int)b);
    write(s.empty() ? 1 : 2);
    write(RED);
}
void as_bool(int i, bool b, std::string s) { write(b); write(i < 3); write(!b); write(s.empty()); }
void as_byte(Row &r) { pack(r.small); pack(uint8_t(3)); }
void as_count(Row &r, double d) { pack(r.count); pack(static_cast<uint32_t>(d)); pack(Count(d)); }
void as_real(Row &r, int i) { pack(r.real); pack(i * 1.5); }
void exact_before_template(int i, short s) { one(i); one(3); }
void template_before_conversion(double d) { one(d); one("a"); }
void to_change(int *p, int i) { at(p); at(&i); }
void to_read(const int *p, const int i) { at(p); at(&i); }
void by_constructor(const char *text) { show(text); show("a"); }
void not_by_explicit(int i) { show(i); }
void derived(Circle c, Circle *p) { draw(c); }
void pointer_as_bool(Circle *p) { draw(p); }
void scoped(Mode m) { paint(m); }
void unscoped(Color c) { paint(c); }
void null() { none(nullptr); }
void null_number() { none(0); }
void to_base(Circle *p) { take(p); }
void to_anything(int *p) { take(p); }
void made() { swallow(Text("a")); }
void kept(Text t) { swallow(t); }
