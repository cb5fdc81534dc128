#define HAVE_OLD
