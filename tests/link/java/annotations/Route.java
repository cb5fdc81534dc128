package web;

public @interface Route {
    String value() default "";
    Verb verb() default Verb.GET;
    enum Verb { GET, PUT }
}
