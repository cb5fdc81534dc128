void fail(const char *text);
