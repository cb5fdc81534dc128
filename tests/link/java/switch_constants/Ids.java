package a;

public interface Ids {
    int ONE = 1;
    int TWO = 2;
}
