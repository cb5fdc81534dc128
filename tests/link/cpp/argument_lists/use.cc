#include "log.h"
void use(const char *name, Reader &reader, lib::list<Words> &words)
{
    text::Line line;
    log("%s", name);
    log("%s", words.front());
    reader.read(line);
}
