int is_valid(int part);
int length_of(int part);
#define valid is_valid
#define CHECK_PART(part) CHECK(is_valid(part))
