import java.lang.annotation.*;

@Retention(RetentionPolicy.RUNTIME)
@interface Route {
    String value() default "/";

    Method[] methods() default {};

    int PORT = 80;

    enum Method { GET, POST }
}

class Pages {
    @Route(value = "/home", methods = {Route.Method.GET})
    void home() {}
}
