mod parts;
use parts::{Config, Entry, Registry};

thread_local! {
    static LOCAL: std::cell::RefCell<Registry> = std::cell::RefCell::new(Registry::create());
}

fn shown(config: &Config, list: Vec<Registry>) {
    println!("{} {}", config.size(), list.iter().map(|r| r.peek()).count());
    assert!(list.iter().all(|r| r.peek()), "bad {}", list[0].label());
    let text = format!("{}", match config.size() { 1 => list[0].label(), _ => String::new() });
    write!(std::io::stdout(), "{}", list[0].peek()).unwrap();
    println!("{}", { let made = Registry::create(); made.peek() });
    dbg!(Registry::create()).peek();
    if list.is_empty() {
        panic!("{}", Registry::create().entries()[0].label())
    }
    info!(target: "x", count = config.size(), "{}", list[0].label());
    // What is not an expression is read word by word.
    select! {
        _ = list[0].peek() => { config.size(); }
    }
}

fn made() {
    let boxes = vec![Box::new(Registry::create()), Box::new(Registry::create())];
    boxes[0].peek();
    for registry in &vec![Registry::create(); 3] {
        registry.peek();
    }
    LOCAL.with(|r| r.borrow().peek());
    LOCAL.with_borrow(|r| r.peek());
}

async fn entry() -> Entry {
    Entry
}
async fn checked() -> Result<Entry, ()> {
    Ok(Entry)
}
async fn joined() -> Result<(), ()> {
    let (a, b) = tokio::join!(entry(), checked());
    a.label();
    b?.label();
    let (c, d) = tokio::try_join!(checked(), checked())?;
    c.label();
    d.label();
    Ok(())
}
