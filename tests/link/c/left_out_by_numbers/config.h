#define ON 1 /* always */
#define OFF 0 // never
#define WRAPPED ((0))
#define f 0
#define SUM 0 + 1
#define HALF 1/2
