import { space, made, Kind } from './spaces.js';

export function calls() {
  space.inner.make().go();
  made.inner.deep.make().go();
  Kind.inner.make().go();
}
