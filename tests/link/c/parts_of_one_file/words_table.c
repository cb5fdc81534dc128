static const range table[] = {
  {0x41, 0x5a, KIND_PLAIN},
  {0x100, 0x17f, KIND_WIDE},
};
