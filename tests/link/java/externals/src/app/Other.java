package app;

import java.util.ArrayList;
import java.util.List;

class Other {
    List<String> help(Object o) {
        return new ArrayList<>();
    }
}
