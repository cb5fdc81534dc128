#include "db.h"
int use()
{
    store::DB db(1, true);
    store::DB *other = store::DB::open();
    other->put(1);
    return db.get(2) + db.get("a") + db.put();
}
