#include "image.h"
Picture::Picture() : Picture(1) {}
Picture::Picture(int type) : Image(type, "picture"), size_(0) {}
