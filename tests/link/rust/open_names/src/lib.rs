mod parts;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::mpsc;
use std::thread;
use parts::{Job, Other};


fn lists() {
    let mut list = Vec::new();
    list.push(Job::new());
    list[0].run();
    for job in &list {
        job.run();
    }
    let mut inferred: Vec<_> = Vec::with_capacity(4);
    inferred.extend(list);
    inferred.first().unwrap().run();
    let mut queue = VecDeque::new();
    queue.push_back(Job);
    while let Some(job) = queue.pop_front() {
        job.run();
    }
    let mut text = String::new();
    text.push('a');
}

fn maps() {
    let mut map = HashMap::new();
    map.insert("a", Job);
    map["a"].run();
    for (_, job) in &map {
        job.run();
    }
    let mut entries = BTreeMap::new();
    entries.entry(1).or_insert_with(|| Job::new()).run();
    entries.values().for_each(|job| job.run());
}

// What is assigned later.
fn later(test: bool) {
    let mut found = None;
    if test {
        found = Some(Job::new());
    }
    found.unwrap().run();
    let job;
    job = Job::new();
    job.run();
    let (a, b);
    a = Job;
    b = Other;
    a.run();
    b.run();
    let first = loop {
        if test {
            break Job::new();
        }
    };
    first.run();
}

// Both ends of a channel are of one type.
fn channels() {
    let (tx, rx) = mpsc::channel();
    let more = tx.clone();
    thread::spawn(move || more.send(Job::new()));
    for job in rx {
        job.run();
    }
    let (stated, end) = mpsc::channel::<Job>();
    end.recv().unwrap().run();
    let handle = thread::spawn(|| Job::new());
    handle.join().unwrap().run();
    thread::scope(|scope| {
        let inner = scope.spawn(|| Other);
        inner.join().unwrap().run();
    });
}
