import { run } from '@demo/app';

export function extra() {
  run();
}
