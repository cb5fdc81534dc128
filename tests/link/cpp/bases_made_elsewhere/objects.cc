#include "image.h"
static const Image kPlain(2);
Image named(3, "named"), other(4);
Image *const made = &named;
Image Picture::none_(5);
