mod parts;
use std::collections::{BTreeMap, HashMap, HashSet};
use parts::{Failure, Node, Token};


fn collects(tokens: Vec<Token>) {
    let pairs = tokens.iter().map(|t| (t.kind(), t));
    let map: HashMap<_, _> = pairs.collect();
    map[&1].kind();
    let tree = tokens.iter().map(|t| (t.kind(), t)).collect::<BTreeMap<_, _>>();
    for (_, token) in &tree {
        token.kind();
    }
    let set = tokens.iter().collect::<HashSet<_>>();
    for token in &set {
        token.kind();
    }
    let all = tokens.iter().map(|t| check(t)).collect::<Result<Vec<_>, ()>>().unwrap();
    all[0].walk();
    let (small, big): (Vec<_>, Vec<_>) = tokens.into_iter().partition(|t| t.kind() < 3);
    small[0].kind();
    let (kinds, nodes): (Vec<_>, Vec<_>) = big.iter().map(|t| (t.kind(), t.node())).unzip();
    nodes[0].walk();
    small.iter().zip(nodes.iter()).for_each(|(t, n)| {
        t.kind();
        n.walk();
    });
    for (n, t) in nodes.iter().zip(&small) {
        n.walk();
        t.kind();
    }
}
fn check(token: &Token) -> Result<Node, ()> {
    Ok(token.node())
}

fn parses() -> Result<(), Failure> {
    "1".parse::<Token>()?.kind();
    if let Err(failure) = "2".parse::<Token>() {
        failure.hint();
    }
    let token: Result<Token, _> = "3".parse();
    token?.kind();
    Ok(())
}
