mod parts;
use std::future::Future;
use tokio::sync::oneshot;
use parts::{Pool, Row, User};


async fn load(n: u64) -> Row {
    Row
}
async fn awaits<F: Future<Output = User>>(future: F) {
    future.await.name();
}

async fn run(pool: Pool) -> Result<(), ()> {
    load(1).await.id();
    pool.later().await.id();
    pool.boxed().await.id();
    pool.pinned().await?.parse()?.name();
    pool.request().await.name();
    pool.rows.lock().await.pop().unwrap().id();
    pool.users.read().await.name();
    let task = tokio::spawn(async move { load(3).await });
    task.await.unwrap().id();
    let blocking = tokio::task::spawn_blocking(|| User);
    blocking.await.unwrap().name();
    let block = async { load(2).await.parse() };
    block.await?.name();
    let (tx, rx) = oneshot::channel();
    tx.send(User).ok();
    rx.await.unwrap().name();
    Ok(())
}

async fn checked() -> Result<User, Row> {
    Ok(User)
}
async fn selects(pool: Pool) {
    tokio::select! {
        biased;
        row = pool.later() => row.id(),
        Ok(user) = checked(), if pool.is_open() => {
            let named = user;
            named.name();
        }
        Err(row) = checked() => row.id(),
        _ = load(1) => (),
        else => pool.request().await.name(),
    }
}
// Of another form.
fn receives(pool: Pool) {
    select! {
        recv(pool.is_open()) -> row => pool.later(),
    }
}

// Any semicolon behind a macro ends what it is given.
fn end() {
    let _ = 1;
}
