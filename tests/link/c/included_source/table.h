static const int table[] = {1};
