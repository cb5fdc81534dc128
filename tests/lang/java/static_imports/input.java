import static lib.Util.clamp;
import static lib.Util.LIMIT;
import static lib.More.*;

class Uses {
    int size() { return clamp(LIMIT, size()) + other(); }

    class Inside {
        int go() { return clamp(1) + size(); }
    }

    int LIMIT(int a) { return a; }
}
