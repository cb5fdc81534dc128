package times;

import java.util.Locale;

public abstract class AbstractMoment implements Moment {
    public String toString(Locale locale) {
        return locale == null ? toString() : toString(locale.getLanguage());
    }

    public String toString(String pattern) {
        return pattern + toString();
    }
}
