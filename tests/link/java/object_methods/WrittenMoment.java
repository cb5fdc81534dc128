package times;

import java.util.Locale;

public abstract class WrittenMoment extends AbstractMoment {
    @Override
    public String toString() {
        return "at " + millis();
    }
}

abstract class NamedMoment extends WrittenMoment implements Moment {
    public String toString(String pattern, Locale locale) {
        return toString() + toString(pattern);
    }
}

class Shown {
    String show(Moment any, AbstractMoment some, NamedMoment named) {
        return any.toString() + some.toString() + named.toString();
    }
}
