#include "print.h"
void use(Text &text)
{
    print(1);
    print(1.5);
    print("a");
    print(text);
    print(1, 2);
    print(Text(3, 'x'));
    text.size();
}
