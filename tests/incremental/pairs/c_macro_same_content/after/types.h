typedef struct value { int a; } value;
