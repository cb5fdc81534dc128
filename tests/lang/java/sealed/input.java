public sealed interface Expr permits Num, Expr.Add {
    non-sealed class Add implements Expr {}
}

final class Num implements Expr {}

strictfp abstract sealed class Root permits Leaf {}

non-sealed class Leaf extends Root {}
