import { Event, Handler, listen, on, wrap } from './events';

on('a', (event) => event.stop());
on('b', function (event) {
  event.stop();
});
listen((event) => event);
wrap(new Event(), (event) => event.stop());

const handlers: Handler[] = [(event) => event.stop()];

function run(task) {
  task();
}
function first() {}
function second() {}
run(first);
run(second);
run(() => {});
