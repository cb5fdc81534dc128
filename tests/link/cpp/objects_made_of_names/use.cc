#include "value.h"
namespace J {
double ratio(int of);
void use(int n, ValueType t)
{
    std::string text = "a";
    Value init(objectValue);
    Value typed(t), numbered(n);
    Value copied(init);
    Value made(text);
    Value called(ratio(n));
}
}
