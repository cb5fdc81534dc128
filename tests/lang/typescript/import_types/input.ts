type Config = import('./config').Config;
type Loader = typeof import('./loader');
let settings: import('./settings').Settings.Inner;

function load(kind: import('./kinds').Kind) {
  return import('./late');
}
