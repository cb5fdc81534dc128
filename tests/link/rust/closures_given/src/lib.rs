mod parts;
use parts::{Expr, Handlers, Spanned};

// Closures behind references and in boxes are given what is asked for.
fn passed(expr: &Expr) {
    expr.walk(&mut |e| {
        e.eval();
    });
    let named: Box<dyn Fn(&Expr)> = Box::new(|e| e.eval());
    let mut handlers = Handlers { each: Box::new(|e| e.eval()), done: None, list: vec![] };
    handlers.done = Some(Box::new(|e| e.eval()));
    handlers.list.push(Box::new(|e| e.eval()));
}

// What a closure gives tells nothing of what it gets.
fn given(spanned: Spanned<Expr>, expr: &mut Expr) {
    spanned.with(|e| e.part()).eval();
    expr.many(|e| e.part());
}

// Fields of generic types are those of the value that is taken apart.
fn taken_apart(spanned: Spanned<Expr>, all: Vec<Spanned<Expr>>) {
    if let Spanned { node: Expr::Neg(inner), .. } = &spanned {
        inner.eval();
    }
    for Spanned { node, .. } in all {
        node.eval();
    }
    let Spanned { node, at } = spanned;
    node.eval();
}

fn adapted(items: std::iter::Peekable<std::vec::IntoIter<Expr>>, found: Vec<Result<Expr, ()>>) {
    let mut items = items;
    items.peek().unwrap().eval();
    found.into_iter().filter_map(Result::ok).for_each(|e| e.eval());
}

fn context(text: &str) -> anyhow::Result<()> {
    parts::read(text).with_context(|| "no text")?.eval();
    parts::read(text).context("no text")?.eval();
    Ok(())
}
