package times;

public interface Moment {
    long millis();

    String toString();
}
