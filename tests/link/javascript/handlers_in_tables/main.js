import { Message } from './message.js';

function added(message) {
  message.read();
}
const handlers = {
  added,
  removed(message) {
    message.drop();
  },
};
const states = {
  open: {
    enter(message) {
      message.keep();
    },
  },
};

export function run(kind) {
  handlers[kind](new Message());
  states[kind].enter(new Message());
}
